package io.tripline.ingest;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code User-Agent} says of itself: the program, its version, the system and the device. A scanner of its own, as
 * the lists that libraries carry are thousands of patterns that are tried one by one on text that anybody may write; what
 * matters here is who it is not, e.g. a script under a person's session, and the few families that people really use.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.1.5">RFC 9110, 10.1.5</a>
 */
record UserAgent(
        @Nullable String name,
        @Nullable String version,
        @Nullable String osName,
        @Nullable String osVersion,
        @Nullable String device) {
    /** Agents repeat, and reading one looks for some forty words. */
    private static final int REMEMBERED = 2_048;

    private static final Map<String, UserAgent> MEMORY = new ConcurrentHashMap<>();

    /** What stands behind this is no browser's. */
    private static final int LONGEST = 1024;

    private static final int LONGEST_VERSION = 32;

    /** A word that names a program, and the program's name; the first that is in the text counts, so in this order. */
    private record Program(String word, String name) {}

    private static final List<Program> PROGRAMS =
            List.of(
                    new Program("Edg/", "Edge"),
                    new Program("EdgA/", "Edge Mobile"),
                    new Program("EdgiOS/", "Edge Mobile"),
                    new Program("Edge/", "Edge"),
                    new Program("OPR/", "Opera"),
                    new Program("Vivaldi/", "Vivaldi"),
                    new Program("YaBrowser/", "Yandex Browser"),
                    new Program("SamsungBrowser/", "Samsung Internet"),
                    new Program("DuckDuckGo/", "DuckDuckGo"),
                    new Program("Teams/", "Microsoft Teams"),
                    new Program("Slack/", "Slack"),
                    new Program("HeadlessChrome/", "HeadlessChrome"),
                    new Program("Electron/", "Electron"),
                    new Program("FxiOS/", "Firefox iOS"),
                    new Program("CriOS/", "Chrome Mobile iOS"),
                    new Program("Googlebot/", "Googlebot"),
                    new Program("bingbot/", "BingBot"),
                    new Program("Firefox/", "Firefox"),
                    new Program("Chrome/", "Chrome"),
                    new Program("Chromium/", "Chromium"),
                    new Program("Trident/", "IE"),
                    new Program("MSIE ", "IE"),
                    new Program("okhttp/", "okhttp"),
                    new Program("CFNetwork/", "CFNetwork"),
                    new Program("WindowsPowerShell/", "WindowsPowerShell"),
                    new Program("PowerShell/", "PowerShell"));

    /** Of a system: the word in the brackets, its name, and whether a version follows the word. */
    private record OperatingSystem(String word, String name, boolean versioned) {}

    private static final List<OperatingSystem> SYSTEMS =
            List.of(
                    new OperatingSystem("Windows NT ", "Windows", true),
                    new OperatingSystem("Windows Phone ", "Windows Phone", true),
                    new OperatingSystem("Windows", "Windows", false),
                    new OperatingSystem("iPhone OS ", "iOS", true),
                    new OperatingSystem("CPU OS ", "iPadOS", true),
                    new OperatingSystem("Android ", "Android", true),
                    new OperatingSystem("Android", "Android", false),
                    new OperatingSystem("CrOS ", "Chrome OS", false),
                    new OperatingSystem("Mac OS X ", "Mac OS X", true),
                    new OperatingSystem("Macintosh", "Mac OS X", false),
                    new OperatingSystem("Darwin/", "Darwin", true),
                    new OperatingSystem("FreeBSD", "FreeBSD", false),
                    new OperatingSystem("Linux", "Linux", false));

    /** Sets what {@code user_agent.original} says, beside what the log source knows better. */
    static void fill(EcsEvent.Builder event) {
        String text = event.string(EcsField.USER_AGENT_ORIGINAL);
        if (text == null || text.length() > LONGEST) {
            return;
        }
        UserAgent agent = MEMORY.get(text);
        if (agent == null) {
            agent = read(text);
            if (MEMORY.size() >= REMEMBERED) {
                MEMORY.clear();
            }
            MEMORY.put(text, agent);
        }
        if (agent.name != null && !event.has(EcsField.USER_AGENT_NAME)) {
            event.set(EcsField.USER_AGENT_NAME, agent.name)
                    .setIfAbsent(EcsField.USER_AGENT_VERSION, agent.version);
        }
        if (agent.osName != null && !event.has(EcsField.USER_AGENT_OS_NAME)) {
            event.set(EcsField.USER_AGENT_OS_NAME, agent.osName)
                    .setIfAbsent(EcsField.USER_AGENT_OS_VERSION, agent.osVersion);
        }
        event.setIfAbsent(EcsField.USER_AGENT_DEVICE_NAME, agent.device);
    }

    private static UserAgent read(String text) {
        Named program = program(text);
        Named system = system(text);
        return new UserAgent(
                program.name, program.version, system.name, system.version, device(text));
    }

    /** A program or system, as far as it is named. */
    private record Named(@Nullable String name, @Nullable String version) {
        static final Named NOTHING = new Named(null, null);
    }

    private static Named program(String text) {
        for (Program program : PROGRAMS) {
            int at = text.indexOf(program.word);
            if (at >= 0) {
                // Trident's own number is four behind that of the browser.
                return new Named(
                        program.name,
                        program.word.startsWith("Trident")
                                ? after(text, "rv:")
                                : version(text, at + program.word.length()));
            }
        }
        if (text.startsWith("Mozilla/") && text.contains("Safari/")) {
            return new Named(
                    text.contains("Mobile/") ? "Mobile Safari" : "Safari", after(text, "Version/"));
        }
        if (text.startsWith("Mozilla/")) {
            return Named.NOTHING;
        }
        // A program that does not pretend names itself first: curl/8.5.0, python-requests/2.31.
        int slash = text.indexOf('/');
        return slash > 0 && slash <= 64 && isName(text, slash)
                ? new Named(text.substring(0, slash), version(text, slash + 1))
                : Named.NOTHING;
    }

    private static Named system(String text) {
        for (OperatingSystem system : SYSTEMS) {
            int at = text.indexOf(system.word);
            if (at >= 0) {
                return new Named(
                        system.name,
                        system.versioned ? version(text, at + system.word.length()) : null);
            }
        }
        return Named.NOTHING;
    }

    /** As the reader of an alert would name it; what an Android device calls itself stands in front of its build. */
    private static @Nullable String device(String text) {
        if (text.contains("iPhone;") || text.contains("iPhone OS ")) {
            return "iPhone";
        }
        if (text.contains("iPad;")) {
            return "iPad";
        }
        if (text.contains("Macintosh")) {
            return "Mac";
        }
        int android = text.indexOf("Android ");
        int build = android < 0 ? -1 : text.indexOf(" Build/", android);
        if (build > 0) {
            int before = text.lastIndexOf("; ", build);
            if (before > android && build - before <= 64) {
                return text.substring(before + 2, build);
            }
        }
        return text.contains("bot/") || text.contains("Bot/") ? "Spider" : null;
    }

    private static @Nullable String after(String text, String word) {
        int at = text.indexOf(word);
        return at < 0 ? null : version(text, at + word.length());
    }

    /** Digits and dots; Apple writes underscores between them. */
    private static @Nullable String version(String text, int from) {
        int end = from;
        while (end < text.length()
                && end - from < LONGEST_VERSION
                && (isDigit(text.charAt(end))
                        || ((text.charAt(end) == '.' || text.charAt(end) == '_')
                                && end > from
                                && end + 1 < text.length()
                                && isDigit(text.charAt(end + 1))))) {
            end++;
        }
        return end == from ? null : text.substring(from, end).replace('_', '.');
    }

    private static boolean isName(String text, int end) {
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (!(c == '-' || c == '_' || c == '.' || c == ' ' || isDigit(c) || isLetter(c))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
