package io.tripline.alerting.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the README tells receivers to do, done as it stands there. */
class VerifyingReadmeTest {
    private static final String NEW = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OLD = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private static final byte[] BODY = "{\"message\":\"Grüße \\\"an\\\" alle\"}".getBytes(UTF_8);

    @TempDir Path directory;

    /** The languages, with what runs the README's code on input as JSON: secret, headers and body. */
    enum Language {
        PYTHON("python", "verify.py", List.of("python3")) {
            @Override
            String program(String code) {
                return code
                        + "\nimport json, sys\nt = json.load(sys.stdin)\n"
                        + "print(str(verify(t['secret'], t['headers'], t['body'].encode())).lower())\n";
            }
        },
        NODE("js", "verify.js", List.of("node")) {
            @Override
            String program(String code) {
                return code
                        + "\nconst t = JSON.parse(require('node:fs').readFileSync(0));\n"
                        + "console.log(verify(t.secret, t.headers, Buffer.from(t.body)));\n";
            }
        },
        JAVA(
                "java",
                "Verify.java",
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString())) {
            @Override
            String program(String code) {
                // The JDK reads no JSON: a line each.
                return """
                        import static java.nio.charset.StandardCharsets.UTF_8;
                        import java.security.MessageDigest;
                        import java.util.*;
                        import javax.crypto.Mac;
                        import javax.crypto.spec.SecretKeySpec;

                        public class Verify {
                            %s
                            public static void main(String[] a) throws Exception {
                                System.out.println(verify(a[0], Map.of("webhook-id", a[1],
                                        "webhook-timestamp", a[2], "webhook-signature", a[3]),
                                        Base64.getDecoder().decode(a[4])));
                            }
                        }
                        """
                        .formatted(code);
            }
        };

        private final String fence;
        private final String file;
        private final List<String> command;

        Language(String fence, String file, List<String> command) {
            this.fence = fence;
            this.file = file;
            this.command = command;
        }

        abstract String program(String code);
    }

    @ParameterizedTest
    @EnumSource
    void verifies_what_either_key_signed_and_nothing_else(Language language) throws Exception {
        Instant now = InstantSource.system().instant();
        Signature both = new Signature(List.of(Secret.of(NEW), Secret.of(OLD)));
        String signature = both.of("a1-r1", now, BODY);

        assertThat(run(language, NEW, "a1-r1", now, signature, BODY)).isTrue();
        assertThat(run(language, OLD, "a1-r1", now, signature, BODY)).isTrue();
        assertThat(run(language, NEW, "a1-r2", now, signature, BODY)).isFalse();
        assertThat(run(language, NEW, "a1-r1", now, signature, "{}".getBytes(UTF_8))).isFalse();
        Instant old = now.minus(Duration.ofMinutes(6));
        assertThat(run(language, NEW, "a1-r1", old, both.of("a1-r1", old, BODY), BODY)).isFalse();
    }

    private boolean run(
            Language language,
            String secret,
            String id,
            Instant time,
            String signature,
            byte[] body)
            throws Exception {
        Path program =
                Files.writeString(
                        directory.resolve(language.file), language.program(code(language.fence)));
        List<String> command = new java.util.ArrayList<>(language.command);
        assumeTrue(isThere(command.getFirst()), command.getFirst() + " is not installed");
        command.add(program.toString());
        String timestamp = Long.toString(time.getEpochSecond());
        ObjectNode input = new ObjectMapper().createObjectNode();
        input.put("secret", secret).put("body", new String(body, UTF_8));
        input.putObject("headers")
                .put("webhook-id", id)
                .put("webhook-timestamp", timestamp)
                .put("webhook-signature", signature);
        if (language == Language.JAVA) {
            command.addAll(
                    List.of(
                            secret,
                            id,
                            timestamp,
                            signature,
                            java.util.Base64.getEncoder().encodeToString(body)));
        }
        Process process =
                new ProcessBuilder(command)
                        .redirectError(directory.resolve("error.txt").toFile())
                        .start();
        process.getOutputStream().write(input.toString().getBytes(UTF_8));
        process.getOutputStream().close();
        String answer = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(directory.resolve("error.txt")))
                .isZero();
        return Boolean.parseBoolean(answer);
    }

    private static boolean isThere(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version").start().waitFor(60, TimeUnit.SECONDS);
        } catch (IOException e) {
            return false;
        }
    }

    private static String code(String fence) throws IOException {
        Matcher block =
                Pattern.compile("```" + fence + "\n(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(Path.of("..", "README.md")));
        assertThat(block.find()).as("code in " + fence).isTrue();
        return block.group(1);
    }
}
