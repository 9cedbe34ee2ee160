package io.tripline.alerting.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;

class StandInOpenSearchTest extends OpenSearchContract {
    private final StandInOpenSearch server = new StandInOpenSearch();

    @AfterEach
    void stop() {
        server.close();
    }

    @Override
    URI url() {
        return server.url();
    }

    @Override
    JsonNode source(String index, String id) {
        assertThat(server.documents).containsKey(id);
        return Objects.requireNonNull(server.documents.get(id));
    }

    @Override
    void acknowledge(String index, String id) {
        ObjectNode own = (ObjectNode) source(index, id).get("tripline");
        ((ObjectNode) own.get("triage")).put("status", "acknowledged");
        own.putArray("pages").addObject().put("destination", "on-call");
    }

    @Override
    String unique(String name) {
        return name;
    }
}
