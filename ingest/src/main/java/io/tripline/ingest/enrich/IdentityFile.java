package io.tripline.ingest.enrich;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file that says who has which accounts: CSV, {@code person,account}, an account a line. The order of its lines decides
 * nothing: what two of them say differently is refused.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>, of which a value within quotes may not go over lines
 */
public final class IdentityFile {
    private static final int MOST_BYTES = 4 << 20;
    private static final int MOST_ACCOUNTS = 100_000;

    /** Longer than two values in quotes; such a line is not looked at. */
    private static final int LONGEST_LINE = 4 * Identities.LONGEST;

    /** More are not read by whoever mends them; the rest is counted. */
    private static final int MOST_TOLD = 20;

    private final String file;
    private final List<String> problems = new ArrayList<>();
    private int untold;

    /** By account, whose it is. */
    private final Map<Account, Line> lines = new LinkedHashMap<>();

    /** By person, where they are named first. */
    private final Map<String, Line> persons = new LinkedHashMap<>();

    /** What a line says, with the account as it is written there. */
    private record Line(int number, String person, String account) {}

    /** What reading a file gives. */
    public sealed interface Result {
        /** The file is good. */
        record Read(Identities identities) implements Result {}

        /** It is not; the problems are sentences, with the lines. */
        record Refused(List<String> problems) implements Result {
            public Refused {
                problems = List.copyOf(problems);
            }
        }
    }

    private IdentityFile(String file) {
        this.file = file;
    }

    /** The table in the file, or all that is wrong with it. */
    public static Result read(Path file) {
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            return new Result.Refused(List.of(file + " can't be read: is the name right?"));
        }
        return new IdentityFile(String.valueOf(file.getFileName())).read(content);
    }

    private Result read(byte[] content) {
        if (content.length > MOST_BYTES) {
            return new Result.Refused(
                    List.of(
                            file
                                    + " has more than "
                                    + MOST_BYTES
                                    + " bytes, the most there may be."));
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
            // As some editors begin a file.
            lines(text.startsWith("\ufeff") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            return new Result.Refused(
                    List.of(file + " is not UTF-8: save it as CSV in UTF-8 (not UTF-16)."));
        }
        persons.values().forEach(this::own);
        if (untold > 0) {
            problems.add(file + " has " + untold + " more such problems.");
        }
        if (!problems.isEmpty()) {
            return new Result.Refused(problems);
        }
        Map<Account, String> table = new LinkedHashMap<>();
        lines.forEach((account, line) -> table.put(account, line.person()));
        return new Result.Read(new Identities(version(content), table));
    }

    private void lines(String text) {
        int number = 0;
        boolean heading = true;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                continue;
            }
            List<String> cells = line.length() > LONGEST_LINE ? null : cells(line);
            if (heading) {
                heading = false;
                if (cells == null || !isHeading(cells)) {
                    problem(
                            number,
                            "the first line names the columns: person,account, with a comma and no semicolon or tab");
                    return;
                }
            } else if (lines.size() == MOST_ACCOUNTS) {
                problem(number, "there are more than " + MOST_ACCOUNTS + " accounts");
                return;
            } else if (cells == null || cells.size() != 2) {
                problem(
                        number,
                        "a line is a person, a comma and an account; a value with a comma in it stands in \"quotes\"");
            } else {
                line(number, cells.get(0).strip(), cells.get(1).strip());
            }
        }
        if (heading) {
            problems.add(file + " is empty: its first line is person,account.");
        }
    }

    private static boolean isHeading(List<String> cells) {
        return cells.stream()
                .map(cell -> cell.strip().toLowerCase(Locale.ROOT))
                .toList()
                .equals(List.of("person", "account"));
    }

    private void line(int number, String person, String account) {
        boolean good = isGood(number, "person", person);
        if (!isGood(number, "account", account)) {
            good = false;
        }
        String problem = good ? Account.problem(account).orElse("") : "";
        if (!problem.isEmpty()) {
            problem(number, account + " " + problem);
        } else if (good) {
            // Rules compare people in lower case.
            Line line = new Line(number, person.toLowerCase(Locale.ROOT), account);
            persons.putIfAbsent(line.person(), line);
            Line other = lines.putIfAbsent(Account.of(account), line);
            if (other != null && !other.person().equals(line.person())) {
                problem(
                        number,
                        "%s is an account of %s here and of %s in line %d; an account is one person's: take one of the lines out"
                                .formatted(account, line.person(), other.person(), other.number()));
            }
        }
    }

    /** A person who is called as an account in a domain is, as their address mostly is, has that account too. */
    private void own(Line first) {
        Account account = Account.of(first.person());
        if (!account.isInDomain() || Account.problem(first.person()).isPresent()) {
            return;
        }
        Line other = lines.putIfAbsent(account, first);
        if (other != null && !other.person().equals(first.person())) {
            problem(
                    other.number(),
                    "%s is an account of %s here and a person in line %d; if they are one, call them the same in both lines, else take this one out"
                            .formatted(other.account(), other.person(), first.number()));
        }
    }

    private boolean isGood(int number, String what, String value) {
        if (value.isEmpty()) {
            problem(number, "the " + what + " is missing");
        } else if (value.length() > Identities.LONGEST) {
            problem(number, "the " + what + " has more than " + Identities.LONGEST + " characters");
        } else if (value.codePoints().anyMatch(IdentityFile::isUnseen)) {
            problem(
                    number,
                    "the "
                            + what
                            + " has a character in it that is not seen; write it anew by hand");
        } else {
            return true;
        }
        return false;
    }

    /** What is copied along with a text, and lets it never be equal to another: controls, joiners, unbreakable spaces. */
    private static boolean isUnseen(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || (type == Character.SPACE_SEPARATOR && c != ' ');
    }

    private void problem(int line, String problem) {
        if (problems.size() < MOST_TOLD) {
            problems.add(file + ", line " + line + ": " + problem + ".");
        } else {
            untold++;
        }
    }

    /** The values of a line, between which there may be spaces; null if its quotes do not fit. */
    private static @Nullable List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (int at = 0; ; at++) {
            StringBuilder cell = new StringBuilder();
            while (at < line.length() && line.charAt(at) == ' ') {
                at++;
            }
            boolean quoted = at < line.length() && line.charAt(at) == '"';
            while (at < line.length() && line.charAt(at) == '"') {
                int end = line.indexOf('"', at + 1);
                if (end < 0) {
                    return null;
                }
                cell.append(line, at + 1, end);
                at = end + 1;
                if (at < line.length() && line.charAt(at) == '"') {
                    cell.append('"');
                }
            }
            int comma = line.indexOf(',', at);
            int end = comma < 0 ? line.length() : comma;
            String plain = line.substring(at, end);
            if (quoted ? !plain.isBlank() : plain.indexOf('"') >= 0) {
                return null;
            }
            cells.add(cell.append(plain).toString());
            if (comma < 0) {
                return cells;
            }
            at = comma;
        }
    }

    /** As {@code sha256sum FILE | cut -c-12} says it. */
    private static String version(byte[] content) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
