package io.tripline.deploy.samples;

/**
 * A host that ships its logs.
 *
 * @param feed the form in which they come
 */
record Host(String name, String ip, Feed feed) {
    static final String DOMAIN = "corp.example.com";

    String fullName() {
        return name + "." + DOMAIN;
    }
}
