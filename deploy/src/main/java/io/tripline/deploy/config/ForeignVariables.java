package io.tripline.deploy.config;

import java.util.Set;
import java.util.regex.Pattern;

/** Variables of the environment that begin as ours do and are no configuration. */
final class ForeignVariables {
    /** They steer the launcher script, {@code dashboards import}, and the script that attacks an sshd. */
    private static final Set<String> OF_SCRIPTS_AND_COMMANDS =
            Set.of(
                    "TRIPLINE_JAVA_OPTIONS",
                    "TRIPLINE_SKIP_BUILD",
                    "TRIPLINE_GUARD_PATIENCE",
                    "TRIPLINE_DASHBOARDS_USER",
                    "TRIPLINE_DASHBOARDS_PASSWORD",
                    "TRIPLINE_DASHBOARDS_PASSWORD_FILE",
                    "TRIPLINE_SSHD_PORT");

    /**
     * What Kubernetes tells every container of a Service, as one that is named {@code tripline-alerting}.
     *
     * @see <a href="https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables">Discovering
     *     services</a>
     */
    private static final Pattern OF_A_SERVICE =
            Pattern.compile(
                    "TRIPLINE_.*_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\\d+_(TCP|UDP|SCTP)_(PROTO|PORT|ADDR))");

    /** Such a name may be one of ours, {@code TRIPLINE_API_PORT}; such a value is none. */
    private static final Pattern ADDRESS_OF_A_SERVICE = Pattern.compile("(tcp|udp|sctp)://\\S+");

    private ForeignVariables() {}

    static boolean contain(String variable, String value) {
        return OF_SCRIPTS_AND_COMMANDS.contains(variable)
                || OF_A_SERVICE.matcher(variable).matches()
                || (variable.contains("_PORT") && ADDRESS_OF_A_SERVICE.matcher(value).matches());
    }
}
