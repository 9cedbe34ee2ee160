package io.tripline.deploy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tripline.deploy.CannotRunException;
import io.tripline.deploy.ExitCode;
import io.tripline.deploy.letters.DeadLetter;
import io.tripline.deploy.letters.DeadLetterBox;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        header =
                "A dead letter with all that is known of it, as JSON: its bytes as text, or in base64 where they are none.")
@SuppressWarnings("NullAway.Init") // Picocli sets the fields.
final class DeadLettersShowCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParentCommand private DeadLettersCommand parent;

    @Parameters(
            arity = "1..*",
            paramLabel = "LETTER",
            description = "Which: PARTITION-OFFSET, as dead-letters list gives it.")
    private List<String> places;

    @Override
    public Integer call() {
        KafkaAccess kafka = parent.kafka();
        try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer();
                DataOutput out = DataOutput.standard()) {
            DeadLetterBox box = new DeadLetterBox(consumer);
            for (String place : places) {
                out.line(json(box.at(place).orElseThrow(() -> missing(place))));
            }
        } catch (KafkaException e) {
            throw kafka.unreachable(e);
        }
        return ExitCode.OK.code();
    }

    static CannotRunException missing(String place) {
        return new CannotRunException(
                ExitCode.NO_INPUT,
                "There is no dead letter "
                        + place
                        + "; tripline dead-letters list shows which there are.");
    }

    static byte[] json(DeadLetter letter) {
        ObjectNode json =
                JSON.createObjectNode()
                        .put("letter", letter.place())
                        .put("reason", letter.reason())
                        .put("detail", letter.detail())
                        .put("received", letter.received())
                        .put("origin", letter.origin());
        letter.family().ifPresent(each -> json.put("family", each));
        letter.named().ifPresent(each -> json.put("named_source", each));
        letter.claimed().ifPresent(each -> json.put("source", each));
        letter.timezone().ifPresent(each -> json.put("timezone", each));
        letter.replayOf().ifPresent(each -> json.put("replay_of", each));
        letter.cut().ifPresent(each -> json.put("beginning_of_bytes", each));
        byte[] value = letter.value() == null ? new byte[0] : letter.value();
        json.put("bytes", value.length);
        try {
            json.put(
                    "text",
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString());
        } catch (CharacterCodingException e) {
            json.put("base64", Base64.getEncoder().encodeToString(value));
        }
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of texts can be written.", e);
        }
    }
}
