package io.tripline.alerting.api;

import io.javalin.config.JavalinConfig;
import io.tripline.alerting.ApiConfig;
import java.time.Duration;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** How the API listens: where, with TLS or without, and how much it bears. */
final class Listener {
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_CONNECTIONS = 256;
    private static final Duration IDLE = Duration.ofSeconds(15);

    private final ApiConfig config;

    Listener(ApiConfig config) {
        this.config = config;
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
        if (config.tls().isPresent()) {
            ApiConfig.Tls files = config.tls().get();
            HttpConfiguration secure = new HttpConfiguration(http);
            SecureRequestCustomizer customizer = new SecureRequestCustomizer();
            // Whoever comes by address instead of by name gets the certificate all the same, and
            // judges it.
            customizer.setSniHostCheck(false);
            secure.addCustomizer(customizer);
            SslContextFactory.Server tls = new SslContextFactory.Server();
            tls.setKeyStore(Pem.keyStore(files.certificate(), files.key()));
            tls.setKeyStorePassword(new String(Pem.NO_PASSWORD));
            tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
            connector =
                    new ServerConnector(
                            server,
                            new SslConnectionFactory(tls, "http/1.1"),
                            new HttpConnectionFactory(secure));
        } else {
            connector = new ServerConnector(server, new HttpConnectionFactory(http));
        }
        connector.setHost(config.host());
        connector.setPort(config.port());
        connector.setIdleTimeout(IDLE.toMillis());
        return connector;
    }
}
