package io.tripline.alerting.triage;

import com.fasterxml.jackson.databind.JsonNode;
import io.tripline.contracts.TriageChange.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where alerts and incidents lie. An {@link IOException} says that nothing is known of what became of a request, or that
 * OpenSearch did not do it: whoever asked may ask again.
 */
public interface Documents {
    /** Those that pass the filter, in order, from a place. */
    Found find(Kind kind, Filter filter, Optional<Found.Place> behind, int limit)
            throws IOException;

    /** One as it is at this moment. */
    Optional<Stored> read(Kind kind, String id) throws IOException;

    /**
     * Writes triage, and nothing else of the document, if nobody wrote since the position.
     *
     * @param unpublished whether the topic still has to be told, as it has after an edit; whoever made it has seen what
     *     came since somebody closed it
     * @return where it lies now; empty if somebody wrote in between
     */
    Optional<Stored.Position> write(
            String id, Triage triage, boolean unpublished, Stored.Position since)
            throws IOException;

    /** Lets what was written be found; what is read by its id is always new. */
    void settle(Kind kind) throws IOException;

    /** The ids of some whose last change the topic has not been told of. */
    List<String> unpublished(Kind kind, int limit) throws IOException;

    /** Those of these events that are there. */
    List<JsonNode> events(List<String> ids) throws IOException;
}
