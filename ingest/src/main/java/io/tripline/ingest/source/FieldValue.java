package io.tripline.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.IpAddress;
import io.tripline.contracts.MacAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A vendor's value as one of ECS's fields holds it. */
final class FieldValue {
    private FieldValue() {}

    /** The value; null if it is none of the field's, and then it stays under the vendor's name. */
    static @Nullable Object of(EcsField field, JsonNode value) {
        if (field.isArray()) {
            List<String> texts =
                    field.type() == EcsField.Type.IP
                            ? Json.texts(value).stream()
                                    .map(IpAddress::canonical)
                                    .filter(Objects::nonNull)
                                    .toList()
                            : field == EcsField.HOST_MAC
                                    ? Json.texts(value).stream()
                                            .map(MacAddress::canonical)
                                            .filter(Objects::nonNull)
                                            .toList()
                                    : Json.texts(value);
            return texts.isEmpty() ? null : texts;
        }
        if (field == EcsField.SOURCE_MAC || field == EcsField.DESTINATION_MAC) {
            return MacAddress.canonical(Json.text(value));
        }
        return switch (field.type()) {
            case KEYWORD, TEXT -> Json.text(value);
            case IP -> value.isTextual() ? IpAddress.canonical(value.textValue()) : null;
            case LONG -> {
                Long number = Json.number(value);
                yield number != null && number >= 0 ? number : null;
            }
            case BOOLEAN -> Json.flag(value);
            case DATE -> Timestamps.of(value);
            case DOUBLE -> Json.decimal(value);
            case GEO_POINT -> null;
        };
    }
}
