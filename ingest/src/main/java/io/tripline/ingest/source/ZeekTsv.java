package io.tripline.ingest.source;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Zeek's logs in their default form, columns parted by tabs: one row per record, as shippers of lines send them. The head
 * of the file, which names the columns, is no part of a row: the columns are those of Zeek's own scripts, and which log it
 * is, is told by the file's name or by their number and content.
 *
 * @see <a href="https://docs.zeek.org/en/master/log-formats.html">Zeek log formats</a>
 */
public final class ZeekTsv implements LogSource {
    /** Seconds with six decimals. */
    private static final int TIME_LENGTH = 17;

    /** More than any log has. */
    private static final int MOST_COLUMNS = 64;

    private static final Set<String> TRANSPORTS = Set.of("tcp", "udp", "icmp", "unknown_transport");

    private final ZeekConn conn = new ZeekConn();
    private final ZeekSsh ssh = new ZeekSsh();
    private final ZeekLogs logs = new ZeekLogs();

    @Override
    public String name() {
        return "zeek.tsv";
    }

    @Override
    public boolean recognizes(RawRecord raw) {
        String text = raw.text();
        if (raw.json().isPresent()) {
            return false;
        }
        if (text.startsWith("#")) {
            return isHead(text);
        }
        return isTimed(text) && (isRow(text) || isLog(ZeekLog.file(raw)));
    }

    private static boolean isHead(String text) {
        return text.startsWith("#separator ")
                || text.startsWith("#set_separator\t")
                || text.startsWith("#empty_field\t")
                || text.startsWith("#unset_field\t")
                || text.startsWith("#path\t")
                || text.startsWith("#open\t")
                || text.startsWith("#close\t")
                || text.startsWith("#fields\t")
                || text.startsWith("#types\t");
    }

    /** Behind a time in seconds and micros, a tab, and a uid: {@code 1772438400.123456\tCabc...}. */
    private static boolean isRow(String text) {
        return text.length() >= 40
                && text.indexOf('\t', TIME_LENGTH + 1) > TIME_LENGTH
                && (text.charAt(TIME_LENGTH + 1) == 'C' || text.charAt(TIME_LENGTH + 1) == '-');
    }

    private static boolean isTimed(String text) {
        return text.length() > TIME_LENGTH
                && text.charAt(TIME_LENGTH) == '\t'
                && text.charAt(10) == '.'
                && Scan.number(text.substring(0, 10)) != null
                && Scan.number(text.substring(11, TIME_LENGTH)) != null;
    }

    @Override
    public Glance glance() {
        return Glance.LINES;
    }

    @Override
    public Normalized normalize(RawRecord raw) {
        String text = raw.text();
        if (text.startsWith("#")) {
            return new Normalized.Ignored(IgnoredReason.FILE_HEADER);
        }
        String[] cells = text.split("\t", MOST_COLUMNS);
        String log = log(raw, cells);
        if (log != null && ZeekLogs.HOUSEKEEPING.contains(log)) {
            return new Normalized.Ignored(IgnoredReason.HOUSEKEEPING);
        }
        ZeekColumns columns = log == null ? null : ZeekColumns.of(log, cells);
        if (log == null || columns == null) {
            return new Normalized.Rejected(
                    RejectedReason.UNPARSABLE_LINE,
                    "Which of Zeek's logs the row is of, neither the file's name nor its columns tell.");
        }
        RawRecord record =
                new RawRecord(
                        raw.text(),
                        Optional.of(columns.record(log, cells)),
                        raw.family(),
                        raw.received(),
                        raw.zone(),
                        raw.shipped());
        return switch (log) {
            case "conn" -> conn.normalize(record);
            case "ssh" -> ssh.normalize(record);
            default -> logs.normalize(record);
        };
    }

    /** By the file's name ({@code conn.log}, {@code conn.08:00:00-09:00:00.log}), else by what only one log has. */
    private static @Nullable String log(RawRecord raw, String[] cells) {
        String stem = ZeekLog.file(raw);
        if (isLog(stem)) {
            return stem;
        }
        int columns = cells.length;
        if (columns < 10) {
            return null;
        }
        boolean transport = TRANSPORTS.contains(cells[6]);
        if (columns >= 21 && transport && isState(cells[11])) {
            return "conn";
        }
        if (columns >= 24 && transport && isFlag(cells[16])) {
            return "dns";
        }
        if (columns >= 30 && Scan.number(cells[6]) != null && isWord(cells[7])) {
            return "http";
        }
        if (columns >= 18 && (cells[6].startsWith("TLS") || cells[6].startsWith("SSL"))) {
            return "ssl";
        }
        if (columns == 18 || columns == 23) {
            return sshOf(cells);
        }
        return null;
    }

    private static boolean isLog(String name) {
        return ZeekColumns.logs().contains(name) || ZeekLogs.HOUSEKEEPING.contains(name);
    }

    private static @Nullable String sshOf(String[] cells) {
        boolean isSsh =
                (cells[6].equals("2") || cells[6].equals("1"))
                        && (cells[10].startsWith("SSH-") || cells[11].startsWith("SSH-"));
        return isSsh ? "ssh" : null;
    }

    private static boolean isState(String cell) {
        return switch (cell) {
            case "S0",
                    "S1",
                    "S2",
                    "S3",
                    "SF",
                    "REJ",
                    "RSTO",
                    "RSTR",
                    "RSTOS0",
                    "RSTRH",
                    "SH",
                    "SHR",
                    "OTH" ->
                    true;
            default -> false;
        };
    }

    private static boolean isFlag(String cell) {
        return cell.equals("T") || cell.equals("F") || cell.equals("-");
    }

    private static boolean isWord(String cell) {
        return !cell.isEmpty()
                && cell.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '-' || c == '_');
    }
}
