package io.tripline.alerting.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.alerting.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
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

    /** Of 25 bytes, so that its base64 is filled up. */
    private static final String ODD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAQ==";

    private static final byte[] BODY = "{\"message\":\"Grüße \\\"an\\\" alle\"}".getBytes(UTF_8);

    @TempDir Path directory;

    /** The languages, with what runs the README's code on cases: a line each of secret, headers and body. */
    enum Language {
        PYTHON("python", "verify.py", List.of("python3")) {
            @Override
            String program(String code) {
                return code
                        + """

                        import json, sys
                        for case in json.load(sys.stdin):
                            print(str(verify(case['secret'], case['headers'], base64.b64decode(case['body']))).lower())
                        """;
            }
        },
        NODE("js", "verify.js", List.of("node")) {
            @Override
            String program(String code) {
                return code
                        + """

                        for (const it of JSON.parse(require('node:fs').readFileSync(0))) {
                          console.log(verify(it.secret, it.headers, Buffer.from(it.body, 'base64')));
                        }
                        """;
            }
        },
        JAVA(
                "java",
                "Verify.java",
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString())) {
            @Override
            String program(String code) {
                // The JDK reads no JSON: five arguments are a case, and one that is empty is not
                // there.
                return """
                        import static java.nio.charset.StandardCharsets.UTF_8;
                        import java.security.MessageDigest;
                        import java.util.*;
                        import javax.crypto.Mac;
                        import javax.crypto.spec.SecretKeySpec;

                        public class Verify {
                            %s
                            public static void main(String[] a) throws Exception {
                                for (int i = 0; i < a.length; i += 5) {
                                    Map<String, String> headers = new HashMap<>(Map.of("webhook-id", a[i + 1],
                                            "webhook-timestamp", a[i + 2], "webhook-signature", a[i + 3]));
                                    headers.values().removeIf(String::isEmpty);
                                    System.out.println(verify(a[i], headers, Base64.getDecoder().decode(a[i + 4])));
                                }
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

    /** One page as a receiver sees it; a header that is empty is not there. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Case(
            String secret,
            String id,
            String timestamp,
            String signature,
            byte[] body,
            boolean genuine) {}

    @ParameterizedTest
    @EnumSource
    void verifies_what_either_key_signed_and_nothing_else(Language language) throws Exception {
        Instant now = InstantSource.system().instant();
        String present = Long.toString(now.getEpochSecond());
        Instant past = now.minus(Duration.ofMinutes(6));
        Signature both = new Signature(List.of(Secret.of(NEW), Secret.of(OLD)));
        Signature odd = new Signature(List.of(Secret.of(ODD)));
        String signature = both.of("a1-r1", now, BODY);
        String huge = "9".repeat(5_000);
        byte[] noText = {(byte) 0xff, 0, (byte) 0xc3, 10};
        List<Case> cases =
                List.of(
                        new Case(NEW, "a1-r1", present, signature, BODY, true),
                        new Case(OLD, "a1-r1", present, signature, BODY, true),
                        new Case(ODD, "a1-r1", present, odd.of("a1-r1", now, BODY), BODY, true),
                        // Some write a key without the signs that fill it up.
                        new Case(
                                ODD.replace("=", ""),
                                "a1-r1",
                                present,
                                odd.of("a1-r1", now, BODY),
                                BODY,
                                true),
                        new Case(
                                NEW, "a1-r1", present, both.of("a1-r1", now, noText), noText, true),
                        new Case(NEW, "a1-r2", present, signature, BODY, false),
                        new Case(NEW, "a1-r1", present, signature, "{}".getBytes(UTF_8), false),
                        new Case(
                                NEW,
                                "a1-r1",
                                Long.toString(past.getEpochSecond()),
                                both.of("a1-r1", past, BODY),
                                BODY,
                                false),
                        new Case(NEW, "a1-r1", "NaN", signature, BODY, false),
                        new Case(NEW, "a1-r1", "soon", signature, BODY, false),
                        new Case(NEW, "a1-r1", huge, signature, BODY, false),
                        new Case(NEW, "a1-r1", present, "v1,Gr\u00fc\u00dfe v1, v1", BODY, false),
                        new Case(NEW, "", present, signature, BODY, false),
                        new Case(NEW, "a1-r1", "", signature, BODY, false),
                        new Case(NEW, "a1-r1", present, "", BODY, false));

        assertThat(run(language, cases))
                .containsExactlyElementsOf(
                        cases.stream().map(each -> Boolean.toString(each.genuine())).toList());
    }

    private List<String> run(Language language, List<Case> cases) throws Exception {
        Path program =
                Files.writeString(
                        directory.resolve(language.file), language.program(code(language.fence)));
        List<String> command = new ArrayList<>(language.command);
        assertThat(isThere(command.getFirst()))
                .as(
                        command.getFirst()
                                + " runs the README's code. Install it: what is not run is not known to be right.")
                .isTrue();
        command.add(program.toString());
        ArrayNode input = new ObjectMapper().createArrayNode();
        for (Case each : cases) {
            String body = Base64.getEncoder().encodeToString(each.body());
            ObjectNode node = input.addObject().put("secret", each.secret()).put("body", body);
            ObjectNode headers = node.putObject("headers");
            header(headers, "webhook-id", each.id());
            header(headers, "webhook-timestamp", each.timestamp());
            header(headers, "webhook-signature", each.signature());
            if (language == Language.JAVA) {
                command.addAll(
                        List.of(
                                each.secret(),
                                each.id(),
                                each.timestamp(),
                                each.signature(),
                                body));
            }
        }
        Process process =
                new ProcessBuilder(command)
                        .redirectError(directory.resolve("error.txt").toFile())
                        .start();
        process.getOutputStream().write(input.toString().getBytes(UTF_8));
        process.getOutputStream().close();
        String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(directory.resolve("error.txt")))
                .isZero();
        return answer.lines().toList();
    }

    private static void header(ObjectNode headers, String name, String value) {
        if (!value.isEmpty()) {
            headers.put(name, value);
        }
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
