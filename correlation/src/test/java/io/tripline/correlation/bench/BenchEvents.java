package io.tripline.correlation.bench;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import io.tripline.contracts.EcsJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A company's events in the order of time, of which one in twenty concerns {@link BenchRules#fifty()}: connections, processes
 * and logons of Windows, Linux sign-ins and an identity provider, with the raw record inside.
 */
public final class BenchEvents {
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final Duration LATEST = Duration.ofHours(1);
    private static final int ORIGINAL_LENGTH = 350;
    private static final List<String> PROGRAMS =
            List.of("chrome.exe", "Teams.exe", "svchost.exe", "OUTLOOK.EXE", "msedge.exe");
    private static final List<String> NOTORIOUS =
            List.of("rundll32.exe", "RegSvr32.exe", "certutil.exe", "mshta.exe", "wmic.exe");

    private final RandomGenerator random;
    private final long stepMillis;
    private final int entities;
    private final double late;
    private final PriorityQueue<Delayed> delayed =
            new PriorityQueue<>(Comparator.comparingLong(Delayed::arrives));
    private long millis;
    private long number;

    private record Delayed(long arrives, EcsEvent event) {}

    /**
     * A stream of events.
     *
     * @param stepMillis how much later each is than the one before
     * @param entities how many users, hosts and addresses there are of each
     * @param late the share of events that come up to {@link #LATEST} after their time
     */
    public BenchEvents(long seed, long stepMillis, int entities, double late) {
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.stepMillis = stepMillis;
        this.entities = entities;
        this.late = late;
    }

    /** The bytes of the next events, as they stand on their topic. */
    public List<byte[]> next(int count) {
        List<byte[]> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(EcsJson.write(next()));
        }
        return events;
    }

    /** The next event to arrive. */
    public EcsEvent next() {
        Delayed first = delayed.peek();
        if (first != null && first.arrives <= millis) {
            delayed.remove();
            return first.event;
        }
        EcsEvent event = happening();
        if (late > 0 && random.nextDouble() < late) {
            delayed.add(new Delayed(millis + random.nextLong(LATEST.toMillis()), event));
            return happening();
        }
        return event;
    }

    private EcsEvent happening() {
        millis += stepMillis;
        int kind = random.nextInt(1_000);
        EcsEvent.Builder event = event();
        if (kind < 450) {
            connection(event);
        } else if (kind < 700) {
            process(event, PROGRAMS.get(random.nextInt(PROGRAMS.size())));
        } else if (kind < 710) {
            process(event, NOTORIOUS.get(random.nextInt(NOTORIOUS.size())));
        } else if (kind < 850) {
            logon(event, random.nextInt(100) < 8);
        } else if (kind < 940) {
            ssh(event, random.nextInt(100) < 12);
        } else {
            identityProvider(event, random.nextInt(100) < 25);
        }
        return event.build();
    }

    private EcsEvent.Builder event() {
        String id = Long.toHexString(number++ * 0x9E3779B97F4A7C15L);
        return EcsEvent.builder()
                .set(EcsField.TIMESTAMP, START.plusMillis(millis))
                .set(EcsField.EVENT_ID, id + id)
                .set(EcsField.EVENT_KIND, "event")
                .set(EcsField.EVENT_INGESTED, START.plusMillis(millis + 900))
                .set(EcsField.ECS_VERSION, "9.0.0")
                .set(EcsField.EVENT_ORIGINAL, "{\"raw\":\"" + "x\\y".repeat(ORIGINAL_LENGTH / 3));
    }

    private void connection(EcsEvent.Builder event) {
        boolean rejected = random.nextInt(100) == 0;
        event.set(EcsField.EVENT_CATEGORY, "network")
                .set(EcsField.EVENT_TYPE, List.of("connection", rejected ? "denied" : "end"))
                .set(EcsField.EVENT_DATASET, "zeek.conn")
                .set(EcsField.EVENT_ACTION, rejected ? "connection-rejected" : "connection-closed")
                .set(EcsField.SOURCE_IP, address(10))
                .set(EcsField.SOURCE_PORT, 1024L + random.nextInt(60_000))
                .set(EcsField.SOURCE_BYTES, (long) random.nextInt(100_000))
                .set(EcsField.DESTINATION_IP, address(random.nextInt(4) == 0 ? 10 : 203))
                .set(EcsField.DESTINATION_PORT, random.nextBoolean() ? 443L : 53L)
                .set(EcsField.DESTINATION_BYTES, (long) random.nextInt(1_000_000))
                .set(EcsField.NETWORK_TRANSPORT, "tcp")
                .set(EcsField.NETWORK_PROTOCOL, "ssl")
                .set(EcsField.OBSERVER_NAME, "zeek-1")
                .add(EcsField.RELATED_IP, address(10))
                .vendor("zeek.conn.state", rejected ? "REJ" : "SF")
                .vendor("zeek.conn.history", "ShADadFf")
                .vendor("zeek.conn.uid", "C" + Long.toHexString(number));
    }

    private void process(EcsEvent.Builder event, String name) {
        windows(event, "4688", "created-process")
                .set(EcsField.EVENT_CATEGORY, "process")
                .set(EcsField.EVENT_TYPE, "start")
                .set(EcsField.PROCESS_NAME, name)
                .set(EcsField.PROCESS_EXECUTABLE, "C:\\Program Files\\Vendor\\Product\\" + name)
                .set(
                        EcsField.PROCESS_COMMAND_LINE,
                        "\"C:\\Program Files\\Vendor\\Product\\"
                                + name
                                + "\" --type=renderer --n="
                                + random.nextInt(1_000))
                .set(EcsField.PROCESS_PID, (long) random.nextInt(60_000))
                .set(EcsField.PROCESS_PARENT_NAME, "explorer.exe");
    }

    private void logon(EcsEvent.Builder event, boolean failure) {
        windows(event, failure ? "4625" : "4624", failure ? "logon-failed" : "logged-in")
                .set(EcsField.EVENT_CATEGORY, "authentication")
                .set(EcsField.EVENT_TYPE, "start")
                .set(EcsField.EVENT_OUTCOME, failure ? "failure" : "success")
                .set(EcsField.SOURCE_IP, address(10))
                .vendor(
                        "winlog.logon.type",
                        random.nextInt(5) == 0 ? "RemoteInteractive" : "Network")
                .vendor("winlog.event_data.LogonProcessName", "NtLmSsp");
    }

    private EcsEvent.Builder windows(EcsEvent.Builder event, String code, String action) {
        return event.set(EcsField.EVENT_DATASET, "windows.security")
                .set(EcsField.EVENT_MODULE, "windows")
                .set(EcsField.EVENT_PROVIDER, "Microsoft-Windows-Security-Auditing")
                .set(EcsField.EVENT_CODE, code)
                .set(EcsField.EVENT_ACTION, action)
                .set(EcsField.HOST_NAME, "ws-" + entity())
                .set(EcsField.HOST_OS_TYPE, "windows")
                .set(EcsField.USER_NAME, "user-" + entity())
                .set(EcsField.USER_DOMAIN, "NORDLYS")
                .add(EcsField.RELATED_USER, "user-" + entity())
                .vendor("winlog.channel", "Security")
                .vendor("winlog.record_id", number)
                .vendor("winlog.event_data.SubjectLogonId", "0x" + Long.toHexString(number));
    }

    private void ssh(EcsEvent.Builder event, boolean failure) {
        event.set(EcsField.EVENT_CATEGORY, "authentication")
                .set(EcsField.EVENT_TYPE, "start")
                .set(EcsField.EVENT_DATASET, "linux.auth")
                .set(EcsField.EVENT_ACTION, failure ? "ssh_login_failed" : "session-opened")
                .set(EcsField.EVENT_OUTCOME, failure ? "failure" : "success")
                .set(EcsField.HOST_NAME, "srv-" + entity())
                .set(EcsField.USER_NAME, "user-" + entity())
                .set(EcsField.SOURCE_IP, address(10))
                .set(EcsField.PROCESS_NAME, "sshd")
                .set(EcsField.LOG_SYSLOG_APPNAME, "sshd");
    }

    private void identityProvider(EcsEvent.Builder event, boolean failure) {
        event.set(EcsField.EVENT_CATEGORY, List.of("authentication", "session"))
                .set(EcsField.EVENT_TYPE, "start")
                .set(EcsField.EVENT_DATASET, "okta.system")
                .set(EcsField.EVENT_ACTION, failure ? "user.mfa.rejected" : "user.session.renew")
                .set(EcsField.EVENT_OUTCOME, failure ? "failure" : "success")
                .set(EcsField.TRIPLINE_IDENTITY, "user-" + entity())
                .set(EcsField.USER_NAME, "user-" + entity() + "@example.com")
                .set(EcsField.SOURCE_IP, address(203))
                .set(EcsField.SOURCE_GEO_COUNTRY_ISO_CODE, random.nextInt(50) == 0 ? "DE" : "NO")
                .set(EcsField.SOURCE_GEO_CITY_NAME, "Bergen")
                .set(EcsField.USER_AGENT_ORIGINAL, "Mozilla/5.0 (Windows NT 10.0; Win64; x64)")
                .vendor("okta.outcome.reason", failure ? "INVALID_CREDENTIALS" : "OK")
                .vendor("okta.transaction.id", Long.toHexString(number));
    }

    private int entity() {
        return random.nextInt(entities);
    }

    private String address(int first) {
        int entity = entity();
        return first == 10
                ? "10." + (entity >> 16 & 255) + "." + (entity >> 8 & 255) + "." + (entity & 255)
                : "203.0.113." + (entity & 255);
    }
}
