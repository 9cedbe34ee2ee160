package io.tripline.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EcsEventTest {
    private static final EcsField[] FIELDS = EcsField.values();
    private static final List<EcsField> REQUIRED =
            List.of(EcsField.TIMESTAMP, EcsField.EVENT_ID, EcsField.EVENT_KIND);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void a_builder_holds_what_a_map_would_hold_and_events_do_not_change_with_it(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int round = 0; round < 100; round++) {
            EcsEvent.Builder builder = EcsEvent.builder();
            Map<EcsField, Object> model = new EnumMap<>(EcsField.class);
            for (EcsField field : REQUIRED) {
                set(field, random, builder, model);
            }
            EcsEvent before = builder.build();
            Map<EcsField, Object> modelBefore = new EnumMap<>(model);
            for (int i = random.nextInt(200); i > 0; i--) {
                EcsField field = FIELDS[random.nextInt(FIELDS.length)];
                if (random.nextInt(3) > 0) {
                    set(field, random, builder, model);
                } else if (!REQUIRED.contains(field)) {
                    builder.clear(field);
                    model.remove(field);
                }
                if (random.nextInt(20) == 0) {
                    before = builder.build();
                    modelBefore = new EnumMap<>(model);
                    if (random.nextBoolean()) {
                        builder = before.toBuilder();
                    }
                }
            }

            assertSame(builder, model);
            assertSame(before, modelBefore);
            assertThat(builder.build().equals(before)).isEqualTo(model.equals(modelBefore));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void a_part_holds_of_its_fields_what_they_are_changed_to(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int round = 0; round < 100; round++) {
            EcsEvent.Builder builder = EcsEvent.builder().vendor("okta.outcome", "SUCCESS");
            Map<EcsField, Object> model = new EnumMap<>(EcsField.class);
            Set<EcsField> some = EnumSet.copyOf(REQUIRED);
            REQUIRED.forEach(field -> set(field, random, builder, model));
            for (int i = random.nextInt(200); i > 0; i--) {
                set(FIELDS[random.nextInt(FIELDS.length)], random, builder, model);
                some.add(FIELDS[random.nextInt(FIELDS.length)]);
            }

            EcsEvent part =
                    builder.build()
                            .part(
                                    new EcsFieldSet(some),
                                    (field, value) ->
                                            field == EcsField.EVENT_ID ? "another" : value);

            model.keySet().retainAll(some);
            model.put(EcsField.EVENT_ID, "another");
            assertSame(part, model);
            assertThat(part.vendor()).isEmpty();
        }
    }

    private static void set(
            EcsField field,
            RandomGenerator random,
            EcsEvent.Builder builder,
            Map<EcsField, Object> model) {
        Object value =
                switch (field.type()) {
                    case KEYWORD, TEXT, IP -> Integer.toString(random.nextInt());
                    case DATE -> Instant.ofEpochSecond(random.nextInt());
                    case LONG -> random.nextLong();
                    case DOUBLE -> random.nextDouble();
                    case BOOLEAN -> random.nextBoolean();
                    case GEO_POINT -> new GeoPoint(random.nextDouble(), random.nextDouble());
                };
        builder.set(field, value);
        model.put(field, field.isArray() ? List.of(value) : value);
    }

    private static void assertSame(EcsEvent.Builder builder, Map<EcsField, Object> model) {
        for (EcsField field : FIELDS) {
            assertThat(builder.value(field)).isEqualTo(model.get(field));
            assertThat(builder.has(field)).isEqualTo(model.containsKey(field));
        }
    }

    private static void assertSame(EcsEvent event, Map<EcsField, Object> model) {
        for (EcsField field : FIELDS) {
            assertThat(event.value(field)).isEqualTo(model.get(field));
            assertThat(event.has(field)).isEqualTo(model.containsKey(field));
        }
    }
}
