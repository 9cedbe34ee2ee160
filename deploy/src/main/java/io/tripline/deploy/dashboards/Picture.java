package io.tripline.deploy.dashboards;

import java.util.Map;

/** The layout of a dashboard as SVG, for people who read about it before they have it. */
final class Picture {
    private static final int COLUMN = 20;
    private static final int ROW = 12;
    private static final int GAP = 3;

    private static final Map<String, String> COLOURS =
            Map.of(
                    "text", "#fff8e1",
                    "total", "#e3f2fd",
                    "trend", "#e8f5e9",
                    "share", "#e8f5e9",
                    "table", "#f5f5f5",
                    "rates", "#f5f5f5",
                    "list", "#ede7f6",
                    "controls", "#fff3e0",
                    "vega", "#e0f2f1");

    private Picture() {}

    static String svg(Dashboard dashboard) {
        int height =
                dashboard.panels().stream()
                        .mapToInt(each -> each.y() + each.height())
                        .max()
                        .orElse(0);
        StringBuilder svg = new StringBuilder();
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif">
                <title>%s</title>
                <rect width="100%%" height="100%%" fill="#ffffff"/>
                """
                        .formatted(
                                Dashboard.COLUMNS * COLUMN,
                                height * ROW,
                                escaped(dashboard.title())));
        for (Panel panel : dashboard.panels()) {
            int x = panel.x() * COLUMN + GAP;
            int y = panel.y() * ROW + GAP;
            svg.append(
                    """
                    <rect x="%d" y="%d" width="%d" height="%d" rx="4" fill="%s" stroke="#bdbdbd"/>
                    <text x="%d" y="%d" font-size="13" font-weight="bold" fill="#343741">%s</text>
                    <text x="%d" y="%d" font-size="11" fill="#69707d">%s</text>
                    """
                            .formatted(
                                    x,
                                    y,
                                    panel.width() * COLUMN - 2 * GAP,
                                    panel.height() * ROW - 2 * GAP,
                                    COLOURS.getOrDefault(panel.kind(), "#ffffff"),
                                    x + 8,
                                    y + 20,
                                    escaped(fitting(panel.object().title(), panel.width())),
                                    x + 8,
                                    y + 38,
                                    panel.kind()));
        }
        return svg.append("</svg>\n").toString();
    }

    /** A title that is too long for its panel ends in dots, as Dashboards has it. */
    private static String fitting(String title, int columns) {
        int most = columns * COLUMN / 7 - 2;
        return title.length() <= most ? title : title.substring(0, most - 1) + "…";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
