package io.tripline.deploy.dashboards;

/** A rectangle of a dashboard's grid of 48 columns, and the object that is drawn in it. */
record Panel(String kind, SavedObject object, int x, int y, int width, int height) {}
