package io.tripline.deploy.samples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One more company of the same habits: every person, host and inner address of a record becomes another one. A load of
 * many branches grows in entities, as a larger company does, and not in what each of them does.
 *
 * @param number 0 to {@link #MOST}
 */
public record Branch(int number) {
    /** The highest number: inner networks are 10.100 to 10.250. */
    public static final int MOST = 150;

    private static final String INNER_NETWORK = "10.20.";

    private static final Pattern NAMES =
            Pattern.compile(
                    Stream.of(
                                    Nordlys.PEOPLE.stream().map(Person::account),
                                    hosts().map(Host::name),
                                    Stream.of("nor-lt", "svc.backup", "nordlys", INNER_NETWORK))
                            .flatMap(names -> names)
                            .map(Pattern::quote)
                            .collect(Collectors.joining("|")),
                    Pattern.CASE_INSENSITIVE);

    public Branch {
        if (number < 0 || number > MOST) {
            throw new IllegalArgumentException("A branch is one of 0 to " + MOST + ".");
        }
    }

    /** The record as it would be in this branch. */
    public SampleRecord rename(SampleRecord record) {
        // Byte by byte, because some records are no UTF-8.
        Matcher names = NAMES.matcher(new String(record.value(), ISO_8859_1));
        String renamed = names.replaceAll(found -> Matcher.quoteReplacement(rename(found.group())));
        return new SampleRecord(
                record.topic(), renamed.getBytes(ISO_8859_1), record.headers(), record.time());
    }

    private String rename(String name) {
        return name.equals(INNER_NETWORK) ? "10." + (100 + number) + "." : name + number;
    }

    private static Stream<Host> hosts() {
        return Stream.of(
                        List.of(
                                Nordlys.DC_01,
                                Nordlys.DC_02,
                                Nordlys.FS_01,
                                Nordlys.FS_02,
                                Nordlys.EDGE_01),
                        Nordlys.APPLICATION_SERVERS,
                        Nordlys.LINUX_SERVERS)
                .flatMap(List::stream);
    }
}
