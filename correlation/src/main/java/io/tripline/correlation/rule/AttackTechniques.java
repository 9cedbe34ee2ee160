package io.tripline.correlation.rule;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The ids of ATT&amp;CK's enterprise techniques, version 18, each with the number of its last sub-technique. Names change
 * from version to version and are left to the website; a new id is added here.
 *
 * <p>Compared in full with the list of version 18.0 that Sigma's own tools carry (pySigma, {@code mitre_attack.py}).
 *
 * @see <a href="https://attack.mitre.org/techniques/enterprise/">Enterprise techniques</a>
 */
final class AttackTechniques {
    private static final String IDS =
            """
            1001.3 1003.8 1005 1006 1007 1008 1010 1011.1 1012 1014 1016.2 1018 1020.1 1021.8 1025 1027.17 1029 1030 1033
            1036.12 1037.5 1039 1040 1041 1046 1047 1048.3 1049 1052.1 1053.7 1055.15 1056.4 1057 1059.13 1068 1069.3
            1070.10 1071.5 1072 1074.2 1078.4 1080 1082 1083 1087.4 1090.4 1091 1092 1095 1098.7 1102.3 1104 1105 1106
            1110.4 1111 1112 1113 1114.3 1115 1119 1120 1123 1124 1125 1127.3 1129 1132.2 1133 1134.5 1135 1136.3 1137.6
            1140 1176.2 1185 1187 1189 1190 1195.3 1197 1199 1200 1201 1202 1203 1204.5 1205.2 1207 1210 1211 1212 1213.6
            1216.2 1217 1218.15 1219.3 1220 1221 1222.2 1480.2 1482 1484.2 1485.1 1486 1489 1490 1491.2 1495 1496.4 1497.3
            1498.2 1499.4 1505.6 1518.2 1525 1526 1528 1529 1530 1531 1534 1535 1537 1538 1539 1542.5 1543.5 1546.18
            1547.15 1548.6 1550.4 1552.8 1553.6 1554 1555.6 1556.9 1557.4 1558.5 1559.3 1560.3 1561.2 1562.13 1563.2
            1564.14 1565.3 1566.4 1567.4 1568.3 1569.3 1570 1571 1572 1573.2 1574.14 1578.5 1580 1583.8 1584.8 1585.3
            1586.3 1587.4 1588.7 1589.3 1590.6 1591.4 1592.4 1593.3 1594 1595.3 1596.5 1597.2 1598.4 1599.1 1600.2 1601.2
            1602.2 1606.2 1608.6 1609 1610 1611 1612 1613 1614.1 1615 1619 1620 1621 1622 1647 1648 1649 1650 1651 1652
            1653 1654 1656 1657 1659 1665 1666 1667 1668 1669 1671 1672 1673 1674 1675 1677 1678 1679 1680 1681
            """;

    /** Sub-techniques that were there once, within these numbers. */
    private static final Set<String> WITHDRAWN =
            Set.of(
                    "t1053.001",
                    "t1053.004",
                    "t1055.006",
                    "t1055.007",
                    "t1055.010",
                    "t1218.006",
                    "t1547.011",
                    "t1562.005",
                    "t1574.002",
                    "t1574.003");

    /** Number of the technique to number of its last sub-technique. */
    private static final Map<String, Integer> LAST = new TreeMap<>();

    static {
        for (String each : IDS.strip().split("\\s+")) {
            int dot = each.indexOf('.');
            LAST.put(
                    "t" + (dot < 0 ? each : each.substring(0, dot)),
                    dot < 0 ? 0 : Integer.parseInt(each.substring(dot + 1)));
        }
    }

    private AttackTechniques() {}

    /** What is wrong with an id like {@code t1110.001}, as the end of a sentence about it; empty if nothing is. */
    static String problemWith(String id) {
        int dot = id.indexOf('.');
        String technique = dot < 0 ? id : id.substring(0, dot);
        Integer last = LAST.get(technique);
        if (last == null) {
            return "is none of ATT&CK's techniques, which are on https://attack.mitre.org/techniques/enterprise/.";
        }
        if (WITHDRAWN.contains(id)) {
            return "was a sub-technique of "
                    + technique
                    + " and is none any more; see https://attack.mitre.org/techniques/"
                    + technique.toUpperCase(Locale.ROOT)
                    + "/.";
        }
        int sub = dot < 0 ? 0 : Integer.parseInt(id.substring(dot + 1));
        if (dot < 0 || (sub >= 1 && sub <= last)) {
            return "";
        }
        return last == 0
                ? "names a sub-technique, and " + technique + " has none. Write " + technique + "."
                : String.format(
                        "names no sub-technique of %s; they go from %s.001 to %s.%03d.",
                        technique, technique, technique, last);
    }
}
