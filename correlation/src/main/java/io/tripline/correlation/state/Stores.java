package io.tripline.correlation.state;

/**
 * All that outlives the process of one partition.
 *
 * @param entities events, alerts and memories of entities
 * @param agenda whom to take up without an event
 * @param census who there is
 */
public record Stores(EntityStore entities, Agenda agenda, Census census) {

    /** Stores that live as long as this object. */
    public static Stores inMemory() {
        EntityStore entities = EntityStore.inMemory();
        return new Stores(entities, Agenda.inMemory(), Census.inMemory(entities));
    }
}
