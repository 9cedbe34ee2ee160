package io.tripline.ingest.source;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an event id means in ECS's terms. Every type is one that ECS expects for each of the categories; the actions are
 * those of Winlogbeat's security module, so that rules written for it fit.
 *
 * @param accounts which of the event's accounts is which
 * @see <a href="https://www.elastic.co/docs/reference/ecs/ecs-allowed-values-event-category">ECS event.category</a>
 */
record WindowsAction(
        long id,
        String name,
        List<String> categories,
        List<String> types,
        Outcome outcome,
        Accounts accounts) {
    /** Where the outcome is told. */
    enum Outcome {
        SUCCESS,
        FAILURE,
        /** By the status in the event: zero is success. */
        STATUS,
        /** By the audit keyword alone: Windows writes this id for both. */
        AUDIT
    }

    /** Which account of the event is whose. */
    enum Accounts {
        /** The subject acts. */
        SUBJECT,
        /** The target logs on or off; the subject is the service that asked for it. */
        LOGON,
        /** The subject acts with the target's credentials. */
        EXPLICIT,
        /** The target is a Kerberos principal. */
        KERBEROS,
        /** The subject changes the target account. */
        TARGET,
        /** As TARGET, but what is named as the domain is the computer the attempts came from. */
        LOCKOUT,
        /** The subject changes the target group, perhaps by a member. */
        GROUP,
        /** One account, of a terminal session. */
        SESSION,
        /** The account under which the event was written. */
        WRITER
    }

    /** Providers whose ids these are; an id means something else from another one. */
    private static final Set<String> PROVIDERS =
            Set.of(
                    "Microsoft-Windows-Security-Auditing",
                    "Microsoft-Windows-Eventlog",
                    "Service Control Manager");

    static final Map<Long, WindowsAction> ALL = all();

    /** The meaning of an event id; null if this source knows none. */
    static @Nullable WindowsAction of(WindowsEvent event) {
        return event.provider() == null || PROVIDERS.contains(event.provider())
                ? ALL.get(event.id())
                : null;
    }

    private static Map<Long, WindowsAction> all() {
        String table =
                """
                104   event-log-cleared                        iam                     admin,change    SUCCESS SUBJECT
                1102  audit-log-cleared                        iam                     admin,change    SUCCESS SUBJECT
                4624  logged-in                                authentication          start           SUCCESS LOGON
                4625  logon-failed                             authentication          start           FAILURE LOGON
                4634  logged-out                               authentication          end             SUCCESS LOGON
                4647  logged-out                               authentication          end             SUCCESS LOGON
                4648  logged-in-explicit                       authentication          start           AUDIT   EXPLICIT
                4672  logged-in-special                        iam                     admin           SUCCESS SUBJECT
                4688  created-process                          process                 start           SUCCESS SUBJECT
                4689  exited-process                           process                 end             SUCCESS SUBJECT
                4697  service-installed                        configuration           creation        SUCCESS SUBJECT
                4698  scheduled-task-created                   configuration           creation        SUCCESS SUBJECT
                4699  scheduled-task-deleted                   configuration           deletion        SUCCESS SUBJECT
                4700  scheduled-task-enabled                   configuration           change          SUCCESS SUBJECT
                4701  scheduled-task-disabled                  configuration           change          SUCCESS SUBJECT
                4702  scheduled-task-updated                   configuration           change          SUCCESS SUBJECT
                4719  changed-audit-config                     configuration,iam       change          SUCCESS SUBJECT
                4720  added-user-account                       iam                     user,creation   SUCCESS TARGET
                4722  enabled-user-account                     iam                     user,change     SUCCESS TARGET
                4723  changed-password                         iam                     user,change     AUDIT   TARGET
                4724  reset-password                           iam                     user,change     AUDIT   TARGET
                4725  disabled-user-account                    iam                     user,change     SUCCESS TARGET
                4726  deleted-user-account                     iam                     user,deletion   SUCCESS TARGET
                4727  added-group-account                      iam                     group,creation  SUCCESS GROUP
                4728  added-member-to-group                    iam                     group,change    SUCCESS GROUP
                4729  removed-member-from-group                iam                     group,change    SUCCESS GROUP
                4730  deleted-group-account                    iam                     group,deletion  SUCCESS GROUP
                4731  added-group-account                      iam                     group,creation  SUCCESS GROUP
                4732  added-member-to-group                    iam                     group,change    SUCCESS GROUP
                4733  removed-member-from-group                iam                     group,change    SUCCESS GROUP
                4734  deleted-group-account                    iam                     group,deletion  SUCCESS GROUP
                4735  modified-group-account                   iam                     group,change    SUCCESS GROUP
                4737  modified-group-account                   iam                     group,change    SUCCESS GROUP
                4738  modified-user-account                    iam                     user,change     SUCCESS TARGET
                4740  locked-out-user-account                  iam                     user,change     SUCCESS LOCKOUT
                4741  added-computer-account                   iam                     admin,creation  SUCCESS TARGET
                4742  changed-computer-account                 iam                     admin,change    SUCCESS TARGET
                4743  deleted-computer-account                 iam                     admin,deletion  SUCCESS TARGET
                4754  added-group-account                      iam                     group,creation  SUCCESS GROUP
                4755  modified-group-account                   iam                     group,change    SUCCESS GROUP
                4756  added-member-to-group                    iam                     group,change    SUCCESS GROUP
                4757  removed-member-from-group                iam                     group,change    SUCCESS GROUP
                4758  deleted-group-account                    iam                     group,deletion  SUCCESS GROUP
                4767  unlocked-user-account                    iam                     user,change     SUCCESS TARGET
                4768  kerberos-authentication-ticket-requested authentication          start           STATUS  KERBEROS
                4769  kerberos-service-ticket-requested        authentication          start           STATUS  KERBEROS
                4770  kerberos-service-ticket-renewed          authentication          start           SUCCESS KERBEROS
                4771  kerberos-preauth-failed                  authentication          start           FAILURE KERBEROS
                4776  credential-validated                     authentication          start           STATUS  LOGON
                4778  session-reconnected                      authentication,session  start           SUCCESS SESSION
                4779  session-disconnected                     authentication,session  end             SUCCESS SESSION
                4781  renamed-user-account                     iam                     user,change     SUCCESS TARGET
                5140  network-share-object-accessed            file,network            access          AUDIT   SUBJECT
                5145  network-share-object-access-checked      file,network            access          AUDIT   SUBJECT
                7045  service-installed                        configuration           creation        SUCCESS WRITER
                """;
        return table.lines()
                .map(WindowsAction::ofRow)
                .collect(Collectors.toUnmodifiableMap(WindowsAction::id, action -> action));
    }

    private static WindowsAction ofRow(String row) {
        List<String> cells = Arrays.asList(row.strip().split(" +", -1));
        return new WindowsAction(
                Long.parseLong(cells.get(0)),
                cells.get(1),
                List.of(cells.get(2).split(",", -1)),
                List.of(cells.get(3).split(",", -1)),
                Outcome.valueOf(cells.get(4)),
                Accounts.valueOf(cells.get(5)));
    }
}
