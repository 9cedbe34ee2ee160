package io.tripline.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and folders are whatever somebody typed, and libaudit writes a single quote as it is. */
class AuditFieldsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "root'res='success'",
                "root' res=success addr=198.51.100.1",
                "x'addr='198.51.100.1",
                "o'brien",
                "' res=success'",
                "alice hostname=evil"
            })
    void what_was_typed_ends_no_message_and_says_nothing_of_how_it_ended(String typed) {
        Map<String, String> fields =
                AuditFields.read(
                        "type=USER_LOGIN msg=audit(1772439330.123:456): pid=1201 uid=0 msg='op=login acct=\""
                                + typed
                                + "\" exe=\"/bin/login\" hostname=? addr=203.0.113.9 terminal=ssh res=failed'\u001dUID=\"root\"",
                        false);

        assertThat(fields)
                .containsEntry("acct", typed)
                .containsEntry("exe", "/bin/login")
                .containsEntry("addr", "203.0.113.9")
                .containsEntry("terminal", "ssh")
                .containsEntry("res", "failed")
                .containsEntry("UID", "root")
                .doesNotContainKey("hostname");
    }

    @Test
    void a_folder_before_a_command_is_no_end_either() {
        assertThat(
                        AuditFields.read(
                                "type=USER_CMD msg=audit(1.1:9): pid=9 msg='cwd=\"/tmp/x'res='success'\" cmd=6964 exe=\"/usr/bin/sudo\" terminal=pts/0 res=failed'",
                                false))
                .containsEntry("cwd", "/tmp/x'res='success'")
                .containsEntry("cmd", "id")
                .containsEntry("res", "failed");
    }
}
