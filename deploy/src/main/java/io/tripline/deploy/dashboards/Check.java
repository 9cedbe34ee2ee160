package io.tripline.deploy.dashboards;

/** What is checked of saved objects. Dashboards itself notices few of these, and says so to nobody. */
enum Check {
    /** Only types that OpenSearch Dashboards has: no lens, no map. */
    TYPE,
    /** The version from which Dashboards migrates the type to its own. */
    VERSION,
    /** An id stands once: a second one makes the import fail as a whole. */
    DUPLICATE,
    /** Attributes that hold JSON as text hold JSON. */
    INNER_JSON,
    /** Every {@code ...RefName} has its reference, every reference is named, and what it points to is in the export. */
    REFERENCE,
    /** Panels lie inside the 48 columns, and not on each other. */
    GRID,
    /** Every visualization and search is on a dashboard. */
    ORPHAN,
    /** Every dashboard says in a text what it is for. */
    TEXT,
    /** Only visualizations that Dashboards draws without the internet. */
    KIND,
    /** An index is named as text where it must be, and there is a pattern and a mapping for it. */
    INDEX,
    /** TSVB counts the whole range of time where it shows totals. */
    TOTALS,
    /** What TSVB needs to draw, and templates that would put values into markup. */
    TSVB,
    /** A Vega specification is closed: no links, nothing from outside, no way to the page around it. */
    VEGA,
    /** Every field exists in our mapping, in a type that can do what is asked of it. */
    FIELD,
    /** Queries can be read and name known fields. */
    QUERY,
    /** Links stay inside Dashboards, and no value can change where they lead. */
    LINK
}
