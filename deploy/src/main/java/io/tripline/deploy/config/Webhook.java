package io.tripline.deploy.config;

import java.net.URI;

/**
 * One entry of the {@code webhooks} list: who is paged.
 *
 * @param secret signs the page, Standard Webhooks style
 * @param allowPrivate whether the address may be loopback or private
 */
public record Webhook(String name, URI url, String secret, boolean allowPrivate) {
    /** Without the secret. */
    @Override
    public String toString() {
        return "Webhook[name=" + name + ", url=" + url.getScheme() + "://" + url.getHost() + "]";
    }
}
