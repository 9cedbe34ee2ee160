package io.tripline.alerting.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tripline.alerting.Certificates;
import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.Samples;
import io.tripline.alerting.Secret;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@SuppressWarnings("NullAway.Init") // Made before all tests.
class MailerTest {
    @TempDir static Path directory;

    private static Certificates certificates;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificates = Certificates.selfSigned(directory);
    }

    @Test
    void a_page_is_mailed_over_tls_to_everybody_named() throws Exception {
        try (MailServer server = new MailServer(certificates.context())) {
            assertThat(post(server, true, trusting())).isInstanceOf(Attempt.Accepted.class);

            assertThat(server.commands)
                    .containsSubsequence(
                            "plain EHLO",
                            "plain STARTTLS",
                            "tls EHLO",
                            "tls AUTH",
                            "tls MAIL",
                            "tls RCPT",
                            "tls RCPT",
                            "tls DATA");
            assertThat(server.mails.getFirst())
                    .contains("Subject: HIGH: Brute force")
                    .contains("Message-ID: <a1-r1@tripline>")
                    .contains("To: ann@example.com, bob@example.com")
                    .contains("Auto-Submitted: auto-generated")
                    .contains("ann: revision 1")
                    .contains("First: Call ann.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"250-more\r\n", "x"})
    void a_server_that_talks_without_end_is_not_listened_to(String more) throws Exception {
        try (MailServer server = new MailServer(certificates.context())) {
            server.babble = more.repeat(1_000);

            assertThat(post(server, true, trusting()))
                    .isEqualTo(new Attempt.Later(DeliveryFailure.CONNECTION, 0, Optional.empty()));
            assertThat(server.babbled.get()).isLessThan(16 << 20);
        }
    }

    @Test
    void a_server_without_starttls_is_told_nothing() throws Exception {
        try (MailServer server = new MailServer(certificates.context())) {
            server.offersTls = false;

            assertThat(post(server, true, trusting())).isInstanceOf(Attempt.Later.class);
            assertThat(server.commands).doesNotContain("plain MAIL", "plain AUTH");
            assertThat(server.mails).isEmpty();
        }
    }

    @Test
    void a_server_whose_certificate_nobody_signed_is_told_nothing() throws Exception {
        try (MailServer server = new MailServer(certificates.context())) {
            assertThat(post(server, true, (SSLSocketFactory) SSLSocketFactory.getDefault()))
                    .isInstanceOf(Attempt.Later.class);
            assertThat(server.mails).isEmpty();
        }
    }

    @Test
    void loopback_is_refused_before_any_connection_unless_it_is_allowed() throws Exception {
        try (MailServer server = new MailServer(certificates.context())) {
            assertThat(post(server, false, trusting()))
                    .isEqualTo(
                            new Attempt.Later(
                                    DeliveryFailure.ADDRESS_REFUSED, 0, Optional.empty()));
            assertThat(server.commands).isEmpty();
        }
    }

    @Test
    void a_mailbox_that_is_full_is_tried_again_and_one_that_is_not_there_is_not() throws Exception {
        try (MailServer server = new MailServer(certificates.context())) {
            server.answerToRecipient = "452 full";
            assertThat(post(server, true, trusting())).isInstanceOf(Attempt.Later.class);
            server.answerToRecipient = "550 nobody";
            assertThat(post(server, true, trusting()))
                    .isEqualTo(new Attempt.Refused(DeliveryFailure.REJECTED, 550));
        }
    }

    @Test
    void one_mailbox_that_is_not_there_silences_no_other_and_is_told_of() throws Exception {
        try (MailServer server = new MailServer(certificates.context())) {
            server.answers.put("bob@example.com", "550 nobody");

            assertThat(post(server, true, trusting()))
                    .isEqualTo(new Attempt.Accepted(250, "1 of 2 recipients were refused"));
            assertThat(server.recipients).containsExactly(List.of("ann@example.com"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"250 fine", "550 nobody", "452 full"})
    void a_mail_that_is_refused_for_good_is_not_tried_again_whoever_is_not_there(String bob)
            throws Exception {
        try (MailServer server = new MailServer(certificates.context())) {
            server.answers.put("bob@example.com", bob);
            server.answerToMail = "554 no";

            assertThat(post(server, true, trusting()))
                    .isEqualTo(
                            bob.startsWith("452")
                                    ? new Attempt.Later(
                                            DeliveryFailure.SERVER_ERROR, 452, Optional.empty())
                                    : new Attempt.Refused(DeliveryFailure.REJECTED, 554));
        }
    }

    @Test
    void a_name_that_is_never_looked_up_is_given_up_in_time() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AddressGuard.Resolver silent =
                _ -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return new InetAddress[0];
                };

        assertThatThrownBy(
                        () ->
                                new BoundedResolver(silent, Duration.ofMillis(20))
                                        .resolve("mail.example.com"))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("in time");
        never.countDown();
    }

    @Test
    void a_server_whose_good_certificate_is_for_another_name_is_told_nothing() throws Exception {
        try (MailServer server = new MailServer(certificates.context());
                Mailer mailer =
                        mailer(
                                "127.0.0.2",
                                server,
                                true,
                                trusting(),
                                _ -> new InetAddress[] {InetAddress.getLoopbackAddress()})) {
            assertThat(mailer.post(Samples.page("a1", 1, Samples.APPENDED)))
                    .isInstanceOf(Attempt.Later.class);

            assertThat(server.commands)
                    .contains("plain STARTTLS")
                    .doesNotContain("tls EHLO", "tls AUTH", "tls MAIL");
            assertThat(server.mails).isEmpty();
        }
    }

    @Test
    void a_mailbox_that_is_full_is_tried_again_without_those_who_have_the_mail() throws Exception {
        try (MailServer server = new MailServer(certificates.context());
                Mailer mailer = mailer(server, true, trusting(), InetAddress::getAllByName)) {
            server.answers.put("bob@example.com", "452 full");

            assertThat(mailer.post(Samples.page("a1", 1, Samples.APPENDED)))
                    .isEqualTo(
                            new Attempt.Later(DeliveryFailure.SERVER_ERROR, 452, Optional.empty()));
            server.answers.clear();
            assertThat(mailer.post(Samples.page("a1", 1, Samples.APPENDED)))
                    .isEqualTo(new Attempt.Accepted(250));

            assertThat(server.recipients)
                    .containsExactly(List.of("ann@example.com"), List.of("bob@example.com"));
        }
    }

    @Test
    void of_mailboxes_that_are_not_taken_one_that_may_be_taken_later_is_worth_another_try()
            throws Exception {
        try (MailServer server = new MailServer(certificates.context())) {
            server.answers.put("ann@example.com", "452 full");
            server.answers.put("bob@example.com", "550 nobody");

            assertThat(post(server, true, trusting()))
                    .isEqualTo(
                            new Attempt.Later(DeliveryFailure.SERVER_ERROR, 452, Optional.empty()));
        }
    }

    @Test
    void a_mail_that_was_taken_is_taken_whatever_becomes_of_the_leave() throws Exception {
        try (MailServer server = new MailServer(certificates.context())) {
            server.breaksAtQuit = true;

            assertThat(post(server, true, trusting())).isEqualTo(new Attempt.Accepted(250));
            assertThat(server.mails).hasSize(1);
        }
    }

    @Test
    void of_a_servers_addresses_the_next_is_tried_when_one_cannot_be_reached() throws Exception {
        List<String> resolved = new ArrayList<>();
        // Nothing listens at the first.
        InetAddress[] addresses = {
            InetAddress.ofLiteral("127.0.0.2"), InetAddress.ofLiteral("127.0.0.1")
        };
        try (MailServer server = new MailServer(certificates.context());
                Mailer mailer =
                        mailer(
                                server,
                                true,
                                trusting(),
                                host -> {
                                    resolved.add(host);
                                    return addresses;
                                })) {
            assertThat(mailer.post(Samples.page("a1", 1, Samples.APPENDED)))
                    .isEqualTo(new Attempt.Later(DeliveryFailure.CONNECTION, 0, Optional.empty()));
            assertThat(mailer.post(Samples.page("a1", 1, Samples.APPENDED)))
                    .isInstanceOf(Attempt.Accepted.class);
            // What answers stays the first.
            assertThat(mailer.post(Samples.page("a2", 1, Samples.APPENDED)))
                    .isInstanceOf(Attempt.Accepted.class);
            assertThat(server.mails).hasSize(2);
            // Once for each connection, so that no second look-up can lead elsewhere.
            assertThat(resolved).containsExactly("localhost", "localhost", "localhost");
        }
    }

    private static SSLSocketFactory trusting() throws Exception {
        return certificates.trusting().getSocketFactory();
    }

    private static Attempt post(MailServer server, boolean allowPrivate, SSLSocketFactory tls)
            throws Exception {
        try (Mailer mailer = mailer(server, allowPrivate, tls, InetAddress::getAllByName)) {
            return mailer.post(Samples.page("a1", 1, Samples.APPENDED));
        }
    }

    private static Mailer mailer(
            MailServer server,
            boolean allowPrivate,
            SSLSocketFactory tls,
            AddressGuard.Resolver resolver) {
        return mailer("localhost", server, allowPrivate, tls, resolver);
    }

    private static Mailer mailer(
            String host,
            MailServer server,
            boolean allowPrivate,
            SSLSocketFactory tls,
            AddressGuard.Resolver resolver) {
        DestinationConfig.Email email =
                new DestinationConfig.Email(
                        host,
                        server.port(),
                        "tripline@example.com",
                        List.of("ann@example.com", "bob@example.com"),
                        Optional.of("tripline"),
                        Optional.of(Secret.of("secret")));
        DestinationConfig config =
                new DestinationConfig(
                        "post",
                        email,
                        new DestinationConfig.Delivery(
                                allowPrivate,
                                false,
                                Duration.ofSeconds(10),
                                1,
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1),
                                Duration.ofHours(1)));
        return new Mailer(config, email, Map.of(), resolver, () -> Samples.APPENDED, tls);
    }
}
