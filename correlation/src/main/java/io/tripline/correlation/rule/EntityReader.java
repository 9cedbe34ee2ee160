package io.tripline.correlation.rule;

import io.tripline.contracts.EcsField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads whom a rule's alerts are about: a list of fields, or a mapping of a field to those its value is taken from. */
final class EntityReader {
    private final Section rule;
    private final Rule.Over over;

    EntityReader(Section rule, Rule.Over over) {
        this.rule = rule;
        this.over = over;
    }

    List<EntityField> read() {
        int before = rule.problems();
        List<EntityField> entity = new ArrayList<>();
        if (rule.node("entity").orElse(null) instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    taken(key, tuple.getValueNode()).ifPresent(entity::add);
                }
            }
        } else {
            for (Node each : rule.items("entity")) {
                field(rule, each, Rule.Over.EVENTS)
                        .ifPresent(field -> entity.add(new EntityField(field, List.of(field))));
            }
        }
        if (entity.stream().filter(EntityField::mayBeMany).count() > 1) {
            rule.problem(
                    rule.placeOf("entity"),
                    "One field of an entity may be taken from a list, not two.");
        }
        if (entity.isEmpty() && rule.problems() == before && !rule.misspelt().contains("entity")) {
            rule.problem(
                    rule.placeOf("entity"),
                    "The key entity must list the ECS fields an alert is about, like user.name.");
        }
        return entity;
    }

    private Optional<EntityField> taken(ScalarNode key, Node value) {
        List<EcsField> from = new ArrayList<>();
        if (value instanceof SequenceNode list) {
            list.getValue().forEach(each -> field(rule, each, over).ifPresent(from::add));
        }
        Optional<EcsField> field = field(rule, key, Rule.Over.EVENTS);
        if (from.isEmpty()) {
            rule.problem(
                    Place.of(key), "The entity's field must list the fields it is taken from.");
            return Optional.empty();
        }
        return field.map(each -> new EntityField(each, from));
    }

    /** The field that a node names; an alert is put to every one of a list's values, an event to one. */
    static Optional<EcsField> field(Section section, Node node, Rule.Over over) {
        String name = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        EcsField field = EcsField.byName(name).orElse(null);
        if (field == null) {
            section.problem(
                    Place.of(node),
                    "ECS has no field " + name + "." + Suggestion.of(name, RuleReader.FIELD_NAMES));
            return Optional.empty();
        }
        if ((field.isArray() && over == Rule.Over.EVENTS)
                || field.type().javaType() != String.class) {
            section.problem(
                    Place.of(node), "The field " + name + " must hold one text or address.");
            return Optional.empty();
        }
        return Optional.of(field);
    }
}
