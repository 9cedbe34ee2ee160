package io.tripline.alerting.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** An SMTP server (RFC 5321) that takes mail only after STARTTLS (RFC 3207) and AUTH PLAIN (RFC 4954). */
final class MailServer implements AutoCloseable {
    final List<String> mails = new CopyOnWriteArrayList<>();
    final List<String> commands = new CopyOnWriteArrayList<>();
    String answerToRecipient = "250 fine";
    String answerToMail = "250 taken";
    boolean offersTls = true;

    /** Answers to some recipients, by address; the others get the one for all. */
    final Map<String, String> answers = new ConcurrentHashMap<>();

    /** Whom the mails were for, by mail. */
    final List<List<String>> recipients = new CopyOnWriteArrayList<>();

    /** Whether the server is gone when somebody takes leave. */
    boolean breaksAtQuit;

    /** Said again and again instead of any answer; nothing for an honest server. */
    volatile String babble = "";

    final AtomicLong babbled = new AtomicLong();
    private final ServerSocket server;
    private final SSLContext tls;

    MailServer(SSLContext tls) {
        this.tls = tls;
        try {
            server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> talk(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void talk(Socket plain) {
        try (plain) {
            Socket socket = plain;
            BufferedReader in = reader(socket);
            say(socket, "220 mail.example.com ESMTP");
            boolean safe = false;
            boolean known = false;
            List<String> taken = new ArrayList<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String command = line.split("[ :]", 2)[0].toUpperCase(java.util.Locale.ROOT);
                commands.add((safe ? "tls " : "plain ") + command);
                while (!babble.isEmpty()) {
                    socket.getOutputStream().write(babble.getBytes(ISO_8859_1));
                    babbled.addAndGet(babble.length());
                }
                switch (command) {
                    case "EHLO" ->
                            say(
                                    socket,
                                    safe
                                            ? "250-mail.example.com\r\n250 AUTH PLAIN"
                                            : offersTls
                                                    ? "250-mail.example.com\r\n250 STARTTLS"
                                                    : "250 mail.example.com");
                    case "STARTTLS" -> {
                        say(socket, "220 go ahead");
                        SSLSocket over =
                                (SSLSocket)
                                        tls.getSocketFactory()
                                                .createSocket(plain, null, plain.getPort(), false);
                        over.setUseClientMode(false);
                        over.startHandshake();
                        socket = over;
                        in = reader(socket);
                        safe = true;
                    }
                    case "AUTH" -> {
                        String given =
                                new String(
                                        Base64.getDecoder()
                                                .decode(line.substring("AUTH PLAIN ".length())),
                                        UTF_8);
                        known = given.endsWith("\0tripline\0secret");
                        say(socket, known ? "235 welcome" : "535 who are you");
                    }
                    case "MAIL" -> say(socket, safe && known ? "250 fine" : "530 not like this");
                    case "RCPT" -> {
                        String address = line.replaceAll(".*<(.*)>.*", "$1");
                        String answer = answers.getOrDefault(address, answerToRecipient);
                        if (answer.startsWith("250")) {
                            taken.add(address);
                        }
                        say(socket, answer);
                    }
                    case "DATA" -> {
                        say(socket, "354 go on");
                        StringBuilder mail = new StringBuilder();
                        for (String each = in.readLine();
                                each != null && !each.equals(".");
                                each = in.readLine()) {
                            mail.append(each.startsWith("..") ? each.substring(1) : each)
                                    .append('\n');
                        }
                        mails.add(mail.toString());
                        recipients.add(List.copyOf(taken));
                        say(socket, answerToMail);
                    }
                    case "QUIT" -> {
                        if (breaksAtQuit) {
                            say(socket, "garbage");
                            return;
                        }
                        say(socket, "221 bye");
                        return;
                    }
                    default -> say(socket, "250 fine");
                }
            }
        } catch (IOException e) {
            commands.add("broken");
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }
}
