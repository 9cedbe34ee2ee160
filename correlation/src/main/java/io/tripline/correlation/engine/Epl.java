package io.tripline.correlation.engine;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.common.client.soda.EPStatementObjectModel;
import com.espertech.esper.compiler.client.CompilerArguments;
import com.espertech.esper.compiler.client.EPCompileException;
import com.espertech.esper.compiler.client.EPCompilerProvider;
import com.espertech.esper.runtime.client.EPDeployException;
import com.espertech.esper.runtime.client.EPDeployment;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** How Esper is set up here: external time, our event type, our functions, and no class by its simple name. */
final class Epl {
    /** Esper keeps runtimes by name in a static map, so every one needs its own name. */
    private static final AtomicLong RUNTIMES = new AtomicLong();

    private Epl() {}

    static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.getCommon().getImports().clear();
        EventType.addTo(configuration);
        configuration.getCommon().addEventType(EntityEvaluation.BEGIN, Map.of());
        configuration.getCommon().addEventType(EntityEvaluation.END, Map.of());
        configuration.getRuntime().getThreading().setInternalTimerEnabled(false);
        String functions = Functions.class.getName();
        configuration
                .getCompiler()
                .addPlugInSingleRowFunction("distance_km", functions, "distanceKm");
        configuration.getCompiler().addPlugInSingleRowFunction("vendor", functions, "vendor");
        configuration.getCompiler().addPlugInSingleRowFunction("cidr", functions, "cidr");
        configuration
                .getCompiler()
                .addPlugInSingleRowFunction("equals_ignore_case", functions, "equalsIgnoreCase");
        return configuration;
    }

    static EPStatementObjectModel parse(String epl, Configuration configuration)
            throws EPCompileException {
        return EPCompilerProvider.getCompiler().eplToModel(epl, configuration);
    }

    static EPCompiled compile(String module, Configuration configuration)
            throws EPCompileException {
        return EPCompilerProvider.getCompiler()
                .compile(module, new CompilerArguments(configuration));
    }

    /** A runtime of its own, whose clock stands at 0. */
    static EPRuntime runtime(Configuration configuration) {
        EPRuntime runtime =
                EPRuntimeProvider.getRuntime(
                        "tripline-" + RUNTIMES.incrementAndGet(), configuration);
        runtime.getEventService().clockExternal();
        runtime.getEventService().advanceTime(0);
        return runtime;
    }

    static EPDeployment deploy(EPRuntime runtime, EPCompiled compiled) {
        try {
            return runtime.getDeploymentService().deploy(compiled);
        } catch (EPDeployException e) {
            throw new IllegalStateException("What Esper compiled, it does not deploy.", e);
        }
    }
}
