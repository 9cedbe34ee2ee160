package io.tripline.alerting.paging;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one destination was not told while it failed. Each is a dead letter, too. Owned by the desk. */
final class Undelivered {
    /** Between the first notice and the second; it doubles from notice to notice. */
    static final Duration SHORTEST = Duration.ofSeconds(5);

    /** So long at most somebody is not told of what was not delivered. */
    static final Duration LONGEST = Duration.ofMinutes(15);

    /** After so long without another one it is over. Longer than a page is usually tried, and so than a notice. */
    static final Duration OVER = Duration.ofHours(12);

    private static final int MOST_REASONS = 20;

    /** Receipts that are known again: one may come twice after a kill, and does so among the newest. */
    private static final int KNOWN = 50;

    /** So soon it does. Later it is a page that was sent through again from the dead letters, in vain. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private static final ObjectMapper JSON = new ObjectMapper();

    final String destination;

    /** When that began which receivers show as one alert. */
    private Instant first;

    /** Whether the next notice is another alert to receivers: put to what is open it would wake nobody. */
    private boolean anew;

    /** Of the newest page. */
    String route = "";

    final Tally tally = new Tally();
    private final TreeMap<String, Integer> reasons = new TreeMap<>();

    /** By the page's id, when it was given up. */
    private final Map<String, Instant> receipts = new LinkedHashMap<>();

    /** How often somebody was told since it is one alert. */
    int notices;

    /** When somebody is told next; null while there is nothing new. */
    @Nullable Instant due;

    private Instant told = Instant.EPOCH;
    private Duration pause = SHORTEST;
    private long gravestTold;

    /** Destinations that did not take a notice of it either. */
    final Set<String> deaf = new LinkedHashSet<>();

    Undelivered(String destination, Instant first) {
        this.destination = destination;
        this.first = first;
    }

    /** Names it to receivers: all notices of it are one, until there is reason to wake somebody again. */
    String id() {
        return prefix() + first.toEpochMilli();
    }

    /** Whether a notice of this id told of it, though it may have begun anew since. */
    boolean isOwn(String id) {
        return id.startsWith(prefix())
                && id.substring(prefix().length()).chars().allMatch(Character::isDigit);
    }

    private String prefix() {
        return "undelivered-" + Page.plain(destination) + "-";
    }

    /** Takes one more; somebody hears of it at once if it is the first, or graver than all before, or nothing came for long. */
    void add(Receipt receipt, Tally.Named page, Instant now) {
        // The newest is last.
        Instant known = receipts.remove(receipt.id());
        receipts.put(receipt.id(), receipt.at());
        if (known != null && Duration.between(known, receipt.at()).abs().compareTo(AGAIN) < 0) {
            return;
        }
        if (receipts.size() > KNOWN) {
            receipts.remove(receipts.keySet().iterator().next());
        }
        anew |= !isFresh(now) || page.severity() > gravestTold;
        if (!isFresh(now)) {
            pause = SHORTEST;
        }
        tally.add(page, now);
        boolean isUntried = receipt.attempts() == 0 && receipt.outcome() == Receipt.Outcome.EXPIRED;
        String reason = isUntried ? "not tried in time" : receipt.reason();
        if (reasons.size() < MOST_REASONS || reasons.containsKey(reason)) {
            reasons.merge(reason, 1, Integer::sum);
        }
        route = receipt.route();
        boolean waits =
                notices > 0
                        && page.severity() <= gravestTold
                        && told.plus(pause).isAfter(now)
                        // The clock was ahead then.
                        && !told.isAfter(now);
        Instant next = waits ? told.plus(pause) : now;
        due = due == null || next.isBefore(due) ? next : due;
    }

    /** Somebody is told of all of it now. */
    void tell(Instant now) {
        if (notices > 0) {
            pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
        }
        boolean isAnother = anew && notices > 0;
        if (isAnother) {
            first = now.isAfter(first) ? now : first.plusMillis(1);
        }
        notices = isAnother ? 1 : notices + 1;
        anew = false;
        told = now;
        gravestTold = tally.severity();
        due = null;
    }

    boolean isDue(Instant now) {
        return due != null && (!now.isBefore(due) || due.isAfter(now.plus(LONGEST)));
    }

    boolean isOver(Instant now) {
        return due == null && last().plus(OVER).isBefore(now);
    }

    /** Whether it is better to tell others than this destination. */
    boolean isFresh(Instant now) {
        return !last().plus(LONGEST).isBefore(now);
    }

    private Instant last() {
        return tally.last().orElse(first);
    }

    /** For a person. */
    String message() {
        boolean one = tally.count() == 1;
        return "The destination "
                + destination
                + " was not told about "
                + (one ? "one page" : tally.count() + " pages")
                + " ("
                + reasons.entrySet().stream()
                        .map(each -> one ? each.getKey() : each.getValue() + " × " + each.getKey())
                        .collect(Collectors.joining(", "))
                + "): "
                + tally.titles()
                + ".";
    }

    /** For a receiver. */
    byte[] document(Instant now) {
        ObjectNode document = JSON.createObjectNode();
        document.put("@timestamp", now.toString()).put("message", message());
        document.putObject("event").put("kind", "state").put("dataset", "tripline.page");
        ObjectNode own = document.putObject("tripline").putObject("undelivered");
        own.put("destination", destination);
        reasons.forEach(own.putObject("reasons")::put);
        tally.tell(own);
        return document.toString().getBytes(UTF_8);
    }

    byte[] bytes() {
        ObjectNode node = JSON.createObjectNode();
        node.put("began", first.toString())
                .put("route", route)
                .put("notices", notices)
                .put("anew", anew)
                .put("due", due == null ? null : due.toString())
                .put("told", told.toString())
                .put("pause", pause.toString())
                .put("gravest_told", gravestTold);
        reasons.forEach(node.putObject("reasons")::put);
        deaf.forEach(node.putArray("deaf")::add);
        ObjectNode known = node.putObject("receipts");
        receipts.forEach((id, at) -> known.put(id, at.toString()));
        tally.write(node);
        return node.toString().getBytes(UTF_8);
    }

    static Undelivered read(String destination, byte[] bytes) throws IOException {
        JsonNode node = JSON.readTree(bytes);
        Undelivered made =
                new Undelivered(destination, Instant.parse(node.required("began").asText()));
        made.route = node.path("route").asText();
        made.notices = node.path("notices").asInt();
        made.anew = node.path("anew").asBoolean();
        made.due = node.hasNonNull("due") ? Instant.parse(node.path("due").asText()) : null;
        made.told = Instant.parse(node.required("told").asText());
        made.pause = Duration.parse(node.required("pause").asText());
        made.gravestTold = node.path("gravest_told").asLong();
        node.path("reasons")
                .properties()
                .forEach(each -> made.reasons.put(each.getKey(), each.getValue().asInt()));
        made.deaf.addAll(Case.texts(node.path("deaf")));
        node.path("receipts")
                .properties()
                .forEach(
                        each ->
                                made.receipts.put(
                                        each.getKey(), Instant.parse(each.getValue().asText())));
        made.tally.restore(node);
        return made;
    }
}
