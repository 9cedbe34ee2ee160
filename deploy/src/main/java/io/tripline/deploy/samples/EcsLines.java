package io.tripline.deploy.samples;

import java.time.Instant;

/** Events of an endpoint agent that speaks ECS by itself. */
final class EcsLines {
    private final Diary diary;

    EcsLines(Diary diary) {
        this.diary = diary;
    }

    /** A program is started on a person's laptop. */
    void processStart(Person person, String program, Instant time) {
        diary.write(
                Feed.ECS,
                time,
                """
                {"@timestamp":"%s","ecs":{"version":"9.0.0"},"event":{"id":"%s","kind":"event","category":["process"],"type":["start"],"action":"process-started","dataset":"endpoint.process","outcome":"success"},\
                "host":{"name":"%s","ip":["%s"],"os":{"type":"windows"}},"user":{"name":"%s","domain":"NORDLYS"},\
                "process":{"name":"%s","executable":"C:\\\\Program Files\\\\Nordlys\\\\%s","pid":%d,"parent":{"name":"explorer.exe"}}}"""
                        .formatted(
                                Stamp.MILLIS.of(time),
                                diary.uuid(),
                                person.laptop(),
                                person.laptopIp(),
                                person.account(),
                                program,
                                program,
                                diary.processId()));
    }

    /** The firewall lets a connection out, or not. */
    void firewall(String from, String to, int port, boolean isAllowed, Instant time) {
        diary.write(
                Feed.ECS,
                time,
                """
                {"@timestamp":"%s","ecs":{"version":"9.0.0"},"event":{"id":"%s","kind":"event","category":["network"],"type":["connection","%s"],"action":"%s","dataset":"firewall.traffic","outcome":"success"},\
                "source":{"ip":"%s","port":%d},"destination":{"ip":"%s","port":%d},"network":{"transport":"tcp","direction":"outbound"},"observer":{"name":"fw-01","type":"firewall"}}"""
                        .formatted(
                                Stamp.MILLIS.of(time),
                                diary.uuid(),
                                isAllowed ? "allowed" : "denied",
                                isAllowed ? "flow_allowed" : "flow_denied",
                                from,
                                diary.port(),
                                to,
                                port));
    }

    /** A sensor that knows networks tells of a short connection out of the company. */
    void outward(String from, String to, String network, Instant time) {
        diary.write(
                Feed.ECS,
                time,
                """
                {"@timestamp":"%s","ecs":{"version":"9.0.0"},"event":{"id":"%s","kind":"event","category":["network"],"type":["connection","start","end"],"action":"network_connection","dataset":"sensor.connection","outcome":"success"},\
                "source":{"ip":"%s","port":%d,"bytes":%d},"destination":{"ip":"%s","port":443,"bytes":%d,"as":{"organization":{"name":"%s"}}},"network":{"transport":"tcp","direction":"outbound"}}"""
                        .formatted(
                                Stamp.MILLIS.of(time),
                                diary.uuid(),
                                from,
                                diary.port(),
                                diary.number(700, 1_100),
                                to,
                                diary.number(1_500, 2_000),
                                network));
    }

    /** The resolver answers a question. */
    void dns(String from, String name, Instant time) {
        diary.write(
                Feed.ECS,
                time,
                """
                {"@timestamp":"%s","ecs":{"version":"9.0.0"},"event":{"id":"%s","kind":"event","category":["network"],"type":["protocol","info"],"action":"dns_query","dataset":"dns.resolver","outcome":"success"},\
                "source":{"ip":"%s"},"dns":{"question":{"name":"%s","type":"A"},"response_code":"NOERROR"},"network":{"transport":"udp","protocol":"dns"}}"""
                        .formatted(Stamp.MILLIS.of(time), diary.uuid(), from, name));
    }

    /** A prompt on the phone for the VPN, which the person accepts, refuses or does not see. */
    void duo(Person person, String ip, String outcome, String reason, Instant time) {
        diary.write(
                Feed.ECS,
                time,
                """
                {"@timestamp":"%s","ecs":{"version":"9.0.0"},"event":{"id":"%s","kind":"event","category":["authentication"],"type":["info"],"dataset":"cisco_duo.auth","outcome":"%s","reason":"%s"},\
                "cisco_duo":{"auth":{"factor":"duo_push"}},"source":{"ip":"%s"},"user":{"name":"%s"}}"""
                        .formatted(
                                Stamp.MILLIS.of(time),
                                diary.uuid(),
                                outcome,
                                reason,
                                ip,
                                person.account()));
    }
}
