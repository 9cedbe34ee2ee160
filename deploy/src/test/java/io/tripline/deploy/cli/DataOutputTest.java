package io.tripline.deploy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

final class DataOutputTest {
    @Test
    void whatSteersATerminalIsEscapedAndTheRowStaysTheSame() throws IOException {
        String steering = "J\u00f6rg \u20ac ro\u009b31mot \u202eexe\u2066 \u007f";
        byte[] row = new ObjectMapper().writeValueAsBytes(steering);
        ByteArrayOutputStream written = new ByteArrayOutputStream();

        try (DataOutput out = new DataOutput(written)) {
            out.line(row);
        }

        assertThat(written.toString(UTF_8))
                .isEqualTo("\"J\u00f6rg \u20ac ro\\u009b31mot \\u202eexe\\u2066 \\u007f\"\n");
        assertThat(new ObjectMapper().readValue(written.toByteArray(), String.class))
                .isEqualTo(steering);
    }

    @Test
    void aReaderThatHasEnoughIsNoFailure() {
        DataOutput out = failing("Broken pipe");
        out.line("{}".getBytes(UTF_8));

        assertThatThrownBy(out::close).isInstanceOf(DataOutput.ClosedException.class);
        // The try-with-resources that ends over the first one closes again.
        out.close();
    }

    @Test
    void aFullDiskIsNamedAsTheOutputs() {
        DataOutput out = failing("No space left on device");
        out.line("{}".getBytes(UTF_8));

        assertThatThrownBy(out::close)
                .isInstanceOfSatisfying(
                        CannotRunException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(ExitCode.FAILED))
                .hasMessageContaining("cannot write the output")
                .hasMessageContaining("No space left");
    }

    private static DataOutput failing(String why) {
        return new DataOutput(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException(why);
                    }
                });
    }
}
