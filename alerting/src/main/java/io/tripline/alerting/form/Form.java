package io.tripline.alerting.form;

import io.tripline.alerting.DestinationConfig;
import io.tripline.alerting.paging.Page;
import java.util.Map;

/** Puts a page for one kind of receiver. */
public interface Form {
    /** The request that tells it. */
    Request request(Page page);

    /**
     * The form for a destination.
     *
     * @param links as in the configuration
     */
    static Form of(DestinationConfig.Web target, Map<String, String> links) {
        return switch (target) {
            case DestinationConfig.Json json -> new JsonForm(json);
            case DestinationConfig.Slack slack -> new SlackForm(slack, links);
            case DestinationConfig.Teams teams -> new TeamsForm(teams, links);
            case DestinationConfig.PagerDuty pagerDuty -> new PagerDutyForm(pagerDuty, links);
            case DestinationConfig.Opsgenie opsgenie -> new OpsgenieForm(opsgenie, links);
            case DestinationConfig.Alertmanager manager -> new AlertmanagerForm(manager, links);
            case DestinationConfig.Template template -> new TemplateForm(template, links);
        };
    }
}
