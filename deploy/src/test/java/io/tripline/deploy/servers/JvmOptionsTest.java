package io.tripline.deploy.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JvmOptionsTest {
    @Test
    void huge_pages_are_asked_for_where_the_kernel_gives_any() {
        assertThat(JvmOptions.forLinux("always [madvise] never\n"))
                .contains("-XX:+UseTransparentHugePages");
        assertThat(JvmOptions.forLinux("[always] madvise never\n"))
                .contains("-XX:+UseTransparentHugePages");
        assertThat(JvmOptions.forLinux("always madvise [never]\n"))
                .doesNotContain("-XX:+UseTransparentHugePages");
    }

    @Test
    void this_machines_jvm_takes_them() throws Exception {
        List<String> command =
                Stream.of(
                                Stream.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString()),
                                JvmOptions.forThisMachine().stream(),
                                Stream.of("-version"))
                        .flatMap(each -> each)
                        .toList();

        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();

        assertThat(process.waitFor()).isZero();
    }
}
