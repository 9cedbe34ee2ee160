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
}
