package io.tripline.alerting.paging;

import java.time.Duration;
import java.util.List;

/**
 * Who is told when nobody acknowledges. Counted in wall time from the page, whatever the time of the events.
 *
 * @param after nobody has acknowledged for so long: the next step is told
 * @param steps the destinations of each
 * @param repeat how often, after the last step, everybody is told once more from the beginning
 */
public record Escalation(Duration after, List<List<String>> steps, int repeat) {
    public Escalation {
        steps = steps.stream().map(List::copyOf).toList();
    }
}
