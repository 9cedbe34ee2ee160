package io.tripline.alerting.paging;

import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.alerting.Samples;
import io.tripline.alerting.topics.Outgoing;
import io.tripline.contracts.Incident;
import io.tripline.contracts.IncidentJson;
import io.tripline.contracts.MalformedEventException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnclaimedTest {
    @Test
    void what_is_too_large_together_is_forgotten_however_little_it_is() throws Exception {
        int one = document(1).length;
        Unclaimed unclaimed = new Unclaimed(3L * 3 * one + 100);
        List<Outgoing> out = new ArrayList<>();

        for (int i = 1; i <= 3; i++) {
            keep(unclaimed, i, out);
            keep(unclaimed, i, out);
        }
        assertThat(unclaimed.naming("a1")).hasSize(3);
        keep(unclaimed, 4, out);

        assertThat(unclaimed.naming("a1"))
                .extracting(each -> each.incident().id())
                .containsExactly("i2", "i3", "i4");
        assertThat(out.getLast())
                .returns("incident:i1", Outgoing::key)
                .returns(null, Outgoing::value);
    }

    @Test
    void one_is_kept_however_large_it_is() throws Exception {
        Unclaimed unclaimed = new Unclaimed(10);

        keep(unclaimed, 1, new ArrayList<>());

        assertThat(unclaimed.naming("a1")).hasSize(1);
    }

    private static void keep(Unclaimed unclaimed, int number, List<Outgoing> out)
            throws MalformedEventException {
        byte[] document = document(number);
        Incident incident = IncidentJson.read(document);
        unclaimed.keep(incident, document, Samples.APPENDED, out);
    }

    private static byte[] document(int number) {
        byte[] document = Samples.incident("i" + number, 1).value();
        return document == null ? new byte[0] : document;
    }
}
