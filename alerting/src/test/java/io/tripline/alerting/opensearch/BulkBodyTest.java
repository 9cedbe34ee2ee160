package io.tripline.alerting.opensearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tripline.alerting.Samples;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the connection takes at a time, and however often it begins anew. */
class BulkBodyTest {
    private static final int MOST = 300 << 10;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theBytesOfAllItemsArriveOnceInOrder(long seed) throws Exception {
        Random random = new Random(seed);
        List<BulkItem> items = items(random);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (BulkItem item : items) {
            expected.writeBytes(item.head());
            expected.writeBytes(item.document());
            expected.writeBytes(item.tail());
        }
        BulkBody body = new BulkBody(items);
        assertThat(body.getContentLength()).isEqualTo(expected.size());

        for (int attempt = 0; attempt < 3; attempt++) {
            Connection connection = new Connection(random);
            // All but the last attempt break off somewhere.
            int until = attempt == 2 ? Integer.MAX_VALUE : random.nextInt(10);
            for (int i = 0; i < until && connection.ends == 0; i++) {
                body.produce(connection);
            }
            byte[] arrived = connection.taken.toByteArray();
            assertThat(Arrays.copyOf(expected.toByteArray(), arrived.length))
                    .as("seed %s", seed)
                    .isEqualTo(arrived);
            if (connection.ends > 0) {
                assertThat(arrived).hasSize(expected.size());
            }
            assertThat(connection.ends).isBetween(attempt == 2 ? 1 : 0, 1);
            body.releaseResources();
        }
    }

    private static List<BulkItem> items(Random random) {
        ArrayList<BulkItem> items = new ArrayList<>();
        int count = 1 + random.nextInt(40);
        for (int i = 0; i < count; i++) {
            String text = Integer.toString(i).repeat(random.nextInt(20) == 0 ? 90_000 : 200);
            items.add(
                    new BulkItem(
                            Samples.event("e" + i),
                            BulkItem.Operation.CREATE,
                            "auth",
                            ("head" + i + "\n").getBytes(UTF_8),
                            text.getBytes(UTF_8),
                            random.nextBoolean() ? new byte[0] : new byte[] {'\n'},
                            () -> {}));
        }
        return items;
    }

    /** Takes what it likes, sometimes nothing. */
    private static final class Connection implements DataStreamChannel {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private final Random random;
        private int ends;

        private Connection(Random random) {
            this.random = random;
        }

        @Override
        public int write(ByteBuffer bytes) {
            int takes =
                    Math.min(bytes.remaining(), random.nextInt(4) == 0 ? 0 : random.nextInt(MOST));
            byte[] some = new byte[takes];
            bytes.get(some);
            taken.writeBytes(some);
            return takes;
        }

        @Override
        public void endStream() {
            ends++;
        }

        @Override
        public void endStream(List<? extends Header> trailers) {
            ends++;
        }

        @Override
        public void requestOutput() {}
    }
}
