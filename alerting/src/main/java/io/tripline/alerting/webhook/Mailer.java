package io.tripline.alerting.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.Secret;
import io.tripline.alerting.form.Mail;
import io.tripline.alerting.paging.Page;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** Mails a page over SMTP, and over nothing that STARTTLS has not made safe. */
final class Mailer implements Courier {
    /** A server says less to one mail, with its certificates; without a bound it would fill the memory in the timeout. */
    private static final int MOST_SAID = 256 << 10;

    /** More are never tried at a time, unless the server takes all mails for some of their recipients only. */
    private static final int MOST_BEGUN = 1_000;

    private final DestinationConfig config;
    private final DestinationConfig.Email target;
    private final Map<String, String> links;
    private final AddressGuard guard;
    private final InstantSource clock;
    private final SSLSocketFactory tls;

    /** Mails that some of their recipients have. After a restart all get them again, under the same Message-ID. */
    private final Map<String, Recipients> begun =
            Collections.synchronizedMap(
                    new LinkedHashMap<>() {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, Recipients> eldest) {
                            return size() > MOST_BEGUN;
                        }
                    });

    /** Which of the server's addresses comes next: another one after each that could not be reached. */
    private final AtomicInteger turn = new AtomicInteger();

    Mailer(
            DestinationConfig config,
            DestinationConfig.Email target,
            Map<String, String> links,
            AddressGuard.Resolver resolver,
            InstantSource clock,
            SSLSocketFactory tls) {
        this.config = config;
        this.target = target;
        this.links = Map.copyOf(links);
        this.guard =
                new AddressGuard(
                        new BoundedResolver(resolver, config.delivery().timeout()),
                        config.delivery().allowPrivate());
        this.clock = clock;
        this.tls = tls;
    }

    @Override
    public Attempt post(Page page) throws InterruptedException {
        Socket socket = new BoundedSocket();
        AtomicBoolean late = new AtomicBoolean();
        Thread deadline = Thread.ofVirtual().start(() -> cancel(socket, late));
        Recipients recipients = begun.getOrDefault(page.id(), everybody());
        boolean taken = false;
        try {
            Session session = Session.getInstance(properties());
            MimeMessage message = message(session, page);
            try (Conversation conversation = new Conversation(session, target)) {
                connect(socket);
                conversation.connect(socket);
                conversation.sendMessage(message, recipients.left());
                taken = true;
            }
            return ended(page, recipients.taken());
        } catch (MessagingException e) {
            if (taken) {
                // The server has it, whatever became of taking leave.
                return ended(page, recipients.taken());
            }
            if (Thread.interrupted()) {
                InterruptedException interrupt = new InterruptedException("A mail was given up.");
                interrupt.initCause(e);
                throw interrupt;
            }
            Optional<Attempt> partly = recipients.refused(e);
            Attempt attempt =
                    recipients.judged(partly.isPresent() ? partly.get() : judge(e, late.get()));
            if (attempt instanceof Attempt.Later later
                    && (later.failure() == DeliveryFailure.CONNECTION
                            || later.failure() == DeliveryFailure.TIMEOUT)) {
                turn.incrementAndGet();
            }
            if (attempt instanceof Attempt.Later && recipients.isBegun()) {
                begun.put(page.id(), recipients);
                return attempt;
            }
            return ended(page, attempt);
        } finally {
            deadline.interrupt();
            close(socket);
        }
    }

    /** To one of the addresses that the guard has passed. */
    private void connect(Socket socket) throws MessagingException {
        int timeout = Math.clamp(config.delivery().timeout().toMillis(), 1, Integer.MAX_VALUE);
        try {
            InetAddress[] allowed = guard.resolve(target.host());
            InetAddress next = allowed[Math.floorMod(turn.get(), allowed.length)];
            // With the name that the certificate must have: else it would be looked up backwards.
            InetAddress named = InetAddress.getByAddress(target.host(), next.getAddress());
            socket.setSoTimeout(timeout);
            socket.connect(new InetSocketAddress(named, target.port()), timeout);
        } catch (IOException e) {
            throw new MessagingException("The mail server cannot be reached.", e);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Then it is closed already.
        }
    }

    @Override
    public void close() {
        // Every mail has a connection of its own.
    }

    private Recipients everybody() {
        List<InternetAddress> all = new ArrayList<>();
        try {
            for (String each : target.to()) {
                all.add(new InternetAddress(each));
            }
        } catch (AddressException e) {
            throw new IllegalArgumentException("A recipient is no mail address.", e);
        }
        return new Recipients(all);
    }

    private Attempt ended(Page page, Attempt attempt) {
        begun.remove(page.id());
        return attempt;
    }

    private Properties properties() {
        Properties properties = new Properties();
        String timeout = Long.toString(config.delivery().timeout().toMillis());
        properties.put("mail.smtp.timeout", timeout);
        properties.put("mail.smtp.writetimeout", timeout);
        properties.put("mail.smtp.auth", Boolean.toString(target.user().isPresent()));
        // One mailbox that is not there silences no other.
        properties.put("mail.smtp.sendpartial", "true");
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.starttls.required", "true");
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.socketFactory", tls);
        return properties;
    }

    private MimeMessage message(Session session, Page page) throws MessagingException {
        Mail mail = Mail.of(page, links);
        MimeMessage message =
                new MimeMessage(session) {
                    @Override
                    protected void updateMessageID() throws MessagingException {
                        // The same for every attempt, so that a mailbox can tell a repetition.
                        setHeader("Message-ID", "<" + page.id() + "@tripline>");
                    }
                };
        message.setFrom(new InternetAddress(target.from()));
        for (String each : target.to()) {
            message.addRecipient(Message.RecipientType.TO, new InternetAddress(each));
        }
        message.setSubject(mail.subject(), UTF_8.name());
        message.setSentDate(Date.from(clock.instant()));
        // All mails about one alert are one conversation.
        message.setHeader("References", "<" + page.key() + "@tripline>");
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setText(mail.text(), UTF_8.name());
        return message;
    }

    private void cancel(Socket socket, AtomicBoolean late) {
        try {
            Thread.sleep(config.delivery().timeout());
            late.set(true);
            close(socket);
        } catch (InterruptedException e) {
            // It was done in time.
            Thread.currentThread().interrupt();
        }
    }

    private static Attempt judge(MessagingException failure, boolean late) {
        for (Throwable each : chain(failure)) {
            switch (each) {
                case AddressGuard.RefusedException _ -> {
                    return later(DeliveryFailure.ADDRESS_REFUSED, 0);
                }
                case SMTPAddressFailedException e -> {
                    return code(e.getReturnCode());
                }
                case SMTPSenderFailedException e -> {
                    return code(e.getReturnCode());
                }
                case SMTPSendFailedException e -> {
                    return code(e.getReturnCode());
                }
                case AuthenticationFailedException _ -> {
                    return later(DeliveryFailure.UNAUTHORIZED, 535);
                }
                case SocketTimeoutException _ -> {
                    return later(DeliveryFailure.TIMEOUT, 0);
                }
                default -> {}
            }
        }
        return later(late ? DeliveryFailure.TIMEOUT : DeliveryFailure.CONNECTION, 0);
    }

    private static List<Throwable> chain(MessagingException failure) {
        List<Throwable> chain = new ArrayList<>();
        Throwable each = failure;
        while (each != null && chain.size() < 20) {
            chain.add(each);
            each =
                    each instanceof MessagingException mail && mail.getNextException() != null
                            ? mail.getNextException()
                            : each.getCause();
        }
        // The innermost says most.
        return chain.reversed();
    }

    private static Attempt code(int code) {
        return code >= 500
                ? new Attempt.Refused(DeliveryFailure.REJECTED, code)
                : later(DeliveryFailure.SERVER_ERROR, code);
    }

    private static Attempt later(DeliveryFailure failure, int status) {
        return new Attempt.Later(failure, status, Optional.empty());
    }

    /** What a server says, until it says too much. */
    private static final class Bounded extends FilterInputStream {
        private int left = MOST_SAID;

        private Bounded(InputStream said) {
            super(said);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            int read = super.read(into, from, most);
            count(Math.max(0, read));
            return read;
        }

        private void count(int read) throws IOException {
            left -= read;
            if (left < 0) {
                throw new IOException("The mail server says too much.");
            }
        }
    }

    /** One that reads no more than is bounded. */
    private static final class BoundedSocket extends Socket {
        @Override
        public InputStream getInputStream() throws IOException {
            return new Bounded(super.getInputStream());
        }
    }

    /** SMTP over a socket that is connected: by the server's name it would be looked up here, for as long as that lasts. */
    private static final class Conversation extends SMTPTransport {
        private final DestinationConfig.Email target;

        private Conversation(Session session, DestinationConfig.Email target) {
            super(session, null);
            this.target = target;
        }

        @Override
        public synchronized void connect(String host, int port, String user, String password)
                throws MessagingException {
            boolean isDone =
                    protocolConnect(
                            target.host(),
                            target.port(),
                            target.user().orElse(null),
                            target.password().map(Secret::reveal).orElse(null));
            if (!isDone) {
                throw new AuthenticationFailedException("The user or its password is missing.");
            }
            setConnected(true);
        }
    }
}
