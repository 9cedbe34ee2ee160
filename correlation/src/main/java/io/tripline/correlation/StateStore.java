package io.tripline.correlation;

import java.util.Optional;

/** Where the states of entities are kept, by key. */
interface StateStore {
    Optional<EntityState> get(String key);

    void put(String key, EntityState state);
}
