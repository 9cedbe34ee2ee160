package io.tripline.correlation;

import io.tripline.contracts.EcsField;
import io.tripline.correlation.rule.Rule;
import java.util.EnumSet;
import java.util.Set;

/** Which fields of an event an entity's state keeps: those that explain an alert, and those the rule reads. */
final class Evidence {
    private static final Set<EcsField> EXPLAINING =
            EnumSet.of(
                    EcsField.TIMESTAMP,
                    EcsField.EVENT_ID,
                    EcsField.EVENT_KIND,
                    EcsField.EVENT_ACTION,
                    EcsField.EVENT_CODE,
                    EcsField.EVENT_DATASET,
                    EcsField.EVENT_OUTCOME,
                    EcsField.HOST_NAME,
                    EcsField.SOURCE_IP,
                    EcsField.SOURCE_GEO_CITY_NAME,
                    EcsField.SOURCE_GEO_COUNTRY_NAME,
                    EcsField.SOURCE_GEO_LOCATION,
                    EcsField.DESTINATION_IP,
                    EcsField.USER_NAME,
                    EcsField.USER_DOMAIN,
                    EcsField.PROCESS_NAME);

    private Evidence() {}

    /** What an alert shows of an event. */
    static Set<EcsField> shown() {
        return EXPLAINING;
    }

    /** What is kept for this rule. */
    static Set<EcsField> kept(Rule rule) {
        Set<EcsField> kept = EnumSet.copyOf(EXPLAINING);
        kept.addAll(rule.entity());
        rule.firstSeen().ifPresent(first -> kept.add(first.field()));
        String epl = rule.epl().replace("`", "");
        for (EcsField field : EcsField.values()) {
            if (epl.contains(field.fieldName())) {
                kept.add(field);
            }
        }
        return kept;
    }
}
