package io.tripline.deploy.samples;

/**
 * An alert that the sample day must raise.
 *
 * @param ruleId the rule's id, e.g. {@code impossible-travel}
 * @param entityField the ECS field the alert is about, e.g. {@code user.name}
 * @param entityValue that field's value
 */
public record PlantedAlert(String ruleId, String entityField, String entityValue) {}
