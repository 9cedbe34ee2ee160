package io.tripline.ingest.source;

import io.tripline.contracts.EcsEvent;
import io.tripline.contracts.EcsField;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an audited access was to: the object's type decides between ECS's file, registry and process, which the event id
 * leaves open.
 */
final class WindowsObject {
    /** Types of an action that ECS does not expect for the object's category are left out. */
    private static final Map<String, String> CATEGORIES =
            Map.of(
                    "file", "file",
                    "key", "registry",
                    "process", "process",
                    "thread", "process",
                    "service object", "configuration",
                    "sc_manager object", "configuration");

    private static final Map<String, String> VALUE_TYPES =
            Map.of(
                    "%%1872", "REG_NONE",
                    "%%1873", "REG_SZ",
                    "%%1874", "REG_EXPAND_SZ",
                    "%%1875", "REG_BINARY",
                    "%%1876", "REG_DWORD",
                    "%%1879", "REG_MULTI_SZ",
                    "%%1883", "REG_QWORD");

    private WindowsObject() {}

    static void fill(EcsEvent.Builder event, WindowsEvent windows, WindowsAction action) {
        String type = windows.value("ObjectType");
        String name = windows.value("ObjectName");
        String kind = type == null ? "" : type.toLowerCase(Locale.ROOT);
        if (action.isOfObject()) {
            String category = CATEGORIES.get(kind);
            if (category != null) {
                event.set(EcsField.EVENT_CATEGORY, category)
                        .set(EcsField.EVENT_TYPE, expected(category, action.types()));
            }
        }
        if (windows.value("ObjectValueName") != null) {
            registryValue(event, windows, name);
        } else if (kind.equals("key")) {
            WindowsRegistry.key(event, name);
        } else if (kind.equals("file")) {
            WindowsPaths.file(event, name);
        }
    }

    private static List<String> expected(String category, List<String> types) {
        List<String> fitting =
                types.stream()
                        .filter(
                                type ->
                                        EcsCategorization.pairProblems(
                                                        List.of(category), List.of(type))
                                                .isEmpty())
                        .toList();
        return fitting.isEmpty() ? List.of("access") : fitting;
    }

    /** 4657: a value was set, changed or deleted. */
    private static void registryValue(
            EcsEvent.Builder event, WindowsEvent windows, @Nullable String key) {
        String valueName = windows.value("ObjectValueName");
        WindowsRegistry.value(event, key == null ? null : key + "\\" + valueName);
        event.set(EcsField.REGISTRY_DATA_STRINGS, windows.value("NewValue"));
        String type = windows.value("NewValueType");
        event.set(EcsField.REGISTRY_DATA_TYPE, type == null ? null : VALUE_TYPES.get(type));
    }
}
