package io.tripline.correlation.engine;

import java.util.List;

/** Blocks of addresses like {@code 10.0.0.0/8}. */
public final class AddressBlocks {
    private final List<Network> blocks;

    private AddressBlocks(List<Network> blocks) {
        this.blocks = List.copyOf(blocks);
    }

    /** The blocks that these texts name; a text that names none holds nothing. */
    public static AddressBlocks of(List<String> blocks) {
        return new AddressBlocks(blocks.stream().map(Network::parse).toList());
    }

    public boolean holds(String address) {
        return blocks.stream().anyMatch(each -> each.holds(address));
    }
}
