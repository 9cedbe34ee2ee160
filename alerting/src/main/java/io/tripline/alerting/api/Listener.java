package io.tripline.alerting.api;

import io.javalin.config.JavalinConfig;
import io.tripline.alerting.ApiConfig;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;

/** How the API listens: where, with TLS or without, and how much it bears. */
final class Listener {
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_CONNECTIONS = 256;
    private static final int MAX_CONNECTIONS_OF_AN_ADDRESS = 64;
    private static final Duration IDLE = Duration.ofSeconds(15);

    /** For a request's head, however slowly it comes; longer than an idle connection is kept. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ApiConfig config;
    private final Optional<ServerCertificate> certificate;

    Listener(ApiConfig config, Optional<ServerCertificate> certificate) {
        this.config = config;
        this.certificate = certificate;
    }

    void configure(JavalinConfig javalin) {
        javalin.jetty.modifyHttpConfiguration(
                http -> {
                    http.setSendServerVersion(false);
                    http.setSendXPoweredBy(false);
                    http.setRequestHeaderSize(MAX_HEADER_BYTES);
                });
        javalin.jetty.addConnector(this::connector);
        javalin.jetty.modifyServer(
                server -> {
                    server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, server));
                    server.setErrorHandler(new PlainErrors());
                });
    }

    private Connector connector(Server server, HttpConfiguration http) {
        ServerConnector connector;
        if (certificate.isPresent()) {
            HttpConfiguration secure = new HttpConfiguration(http);
            SecureRequestCustomizer customizer = new SecureRequestCustomizer();
            // Whoever comes by address instead of by name gets the certificate all the same, and
            // judges it.
            customizer.setSniHostCheck(false);
            secure.addCustomizer(customizer);
            connector =
                    new ServerConnector(
                            server,
                            new SslConnectionFactory(certificate.get().tls(), "http/1.1"),
                            new HttpConnectionFactory(secure));
        } else {
            connector = new ServerConnector(server, new HttpConnectionFactory(http));
        }
        connector.addBean(new ConnectionWatch(connector, PATIENCE, MAX_CONNECTIONS_OF_AN_ADDRESS));
        connector.setHost(config.host());
        connector.setPort(config.port());
        connector.setIdleTimeout(IDLE.toMillis());
        return connector;
    }
}
