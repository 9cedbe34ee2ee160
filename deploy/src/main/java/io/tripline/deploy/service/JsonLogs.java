package io.tripline.deploy.service;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import io.tripline.deploy.config.Keys.LogLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Structured logs: one ECS JSON document a line on standard output. */
final class JsonLogs {
    private JsonLogs() {}

    /** From now on. */
    static void use(String service, LogLevel level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        KeyValueEncoder encoder = new KeyValueEncoder();
        encoder.setContext(context);
        encoder.setServiceName("tripline-" + service);
        encoder.setEventDataset("tripline." + service);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(encoder);
        console.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(console);
        // Libraries tell at INFO what only their authors need; our own lines are few. Below it they
        // tell secrets, as an HTTP client does that writes down every request with its headers.
        Level ours = Level.valueOf(level.name());
        root.setLevel(
                level == LogLevel.INFO
                        ? Level.WARN
                        : ours.isGreaterOrEqual(Level.INFO) ? ours : Level.INFO);
        context.getLogger("io.tripline").setLevel(Level.valueOf(level.name()));
    }
}
