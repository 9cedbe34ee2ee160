package io.tripline.alerting.triage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.opensearch.TriageContract;
import io.tripline.contracts.TriageChange.Kind;

class KeptDocumentsTest extends TriageContract {
    private final KeptDocuments documents = new KeptDocuments();
    private int ids;

    @Override
    protected Documents documents() {
        return documents;
    }

    @Override
    protected void put(Kind kind, String id, ObjectNode document) {
        documents.put(kind, id, document);
    }

    @Override
    protected String unique(String name) {
        return name + "-" + ids++;
    }
}
