package io.tripline.correlation.rule;

import java.util.Map;
import java.util.TreeMap;

/**
 * Names of ATT&amp;CK's enterprise techniques: those that rules of the core pack look for, with their relatives, and others that a rule
 * over sign-ins, devices and networks may name. One that is not here is shown by its id.
 *
 * <p>ATT&amp;CK is a trademark of The MITRE Corporation, whose names these are.
 *
 * @see <a href="https://attack.mitre.org/techniques/enterprise/">Enterprise techniques</a>
 */
final class AttackNames {
    private static final String NAMES =
            """
            1003 OS Credential Dumping
            1003.001 LSASS Memory
            1003.002 Security Account Manager
            1003.003 NTDS
            1003.004 LSA Secrets
            1003.005 Cached Domain Credentials
            1003.006 DCSync
            1003.007 Proc Filesystem
            1003.008 /etc/passwd and /etc/shadow
            1005 Data from Local System
            1016 System Network Configuration Discovery
            1018 Remote System Discovery
            1020 Automated Exfiltration
            1021 Remote Services
            1021.001 Remote Desktop Protocol
            1021.002 SMB/Windows Admin Shares
            1021.003 Distributed Component Object Model
            1021.004 SSH
            1021.005 VNC
            1021.006 Windows Remote Management
            1021.007 Cloud Services
            1021.008 Direct Cloud VM Connections
            1027 Obfuscated Files or Information
            1030 Data Transfer Size Limits
            1033 System Owner/User Discovery
            1036 Masquerading
            1039 Data from Network Shared Drive
            1040 Network Sniffing
            1041 Exfiltration Over C2 Channel
            1046 Network Service Discovery
            1047 Windows Management Instrumentation
            1048 Exfiltration Over Alternative Protocol
            1048.001 Exfiltration Over Symmetric Encrypted Non-C2 Protocol
            1048.002 Exfiltration Over Asymmetric Encrypted Non-C2 Protocol
            1048.003 Exfiltration Over Unencrypted Non-C2 Protocol
            1049 System Network Connections Discovery
            1053 Scheduled Task/Job
            1053.002 At
            1053.003 Cron
            1053.005 Scheduled Task
            1053.006 Systemd Timers
            1053.007 Container Orchestration Job
            1055 Process Injection
            1057 Process Discovery
            1059 Command and Scripting Interpreter
            1059.001 PowerShell
            1059.002 AppleScript
            1059.003 Windows Command Shell
            1059.004 Unix Shell
            1059.005 Visual Basic
            1059.006 Python
            1059.007 JavaScript
            1059.008 Network Device CLI
            1059.009 Cloud API
            1068 Exploitation for Privilege Escalation
            1069 Permission Groups Discovery
            1070 Indicator Removal
            1070.001 Clear Windows Event Logs
            1070.002 Clear Linux or Mac System Logs
            1070.003 Clear Command History
            1070.004 File Deletion
            1070.005 Network Share Connection Removal
            1070.006 Timestomp
            1070.008 Clear Mailbox Data
            1070.009 Clear Persistence
            1071 Application Layer Protocol
            1071.001 Web Protocols
            1071.002 File Transfer Protocols
            1071.003 Mail Protocols
            1071.004 DNS
            1072 Software Deployment Tools
            1078 Valid Accounts
            1078.001 Default Accounts
            1078.002 Domain Accounts
            1078.003 Local Accounts
            1078.004 Cloud Accounts
            1080 Taint Shared Content
            1082 System Information Discovery
            1083 File and Directory Discovery
            1087 Account Discovery
            1087.001 Local Account
            1087.002 Domain Account
            1087.003 Email Account
            1087.004 Cloud Account
            1090 Proxy
            1090.001 Internal Proxy
            1090.002 External Proxy
            1090.003 Multi-hop Proxy
            1095 Non-Application Layer Protocol
            1098 Account Manipulation
            1098.001 Additional Cloud Credentials
            1098.002 Additional Email Delegate Permissions
            1098.003 Additional Cloud Roles
            1098.004 SSH Authorized Keys
            1098.005 Device Registration
            1098.006 Additional Container Cluster Roles
            1098.007 Additional Local or Domain Groups
            1102 Web Service
            1105 Ingress Tool Transfer
            1110 Brute Force
            1110.001 Password Guessing
            1110.002 Password Cracking
            1110.003 Password Spraying
            1110.004 Credential Stuffing
            1111 Multi-Factor Authentication Interception
            1112 Modify Registry
            1114 Email Collection
            1114.001 Local Email Collection
            1114.002 Remote Email Collection
            1114.003 Email Forwarding Rule
            1133 External Remote Services
            1135 Network Share Discovery
            1136 Create Account
            1136.001 Local Account
            1136.002 Domain Account
            1136.003 Cloud Account
            1187 Forced Authentication
            1190 Exploit Public-Facing Application
            1195 Supply Chain Compromise
            1199 Trusted Relationship
            1204 User Execution
            1210 Exploitation of Remote Services
            1218 System Binary Proxy Execution
            1482 Domain Trust Discovery
            1484 Domain or Tenant Policy Modification
            1484.001 Group Policy Modification
            1484.002 Trust Modification
            1485 Data Destruction
            1486 Data Encrypted for Impact
            1489 Service Stop
            1490 Inhibit System Recovery
            1498 Network Denial of Service
            1499 Endpoint Denial of Service
            1505 Server Software Component
            1505.003 Web Shell
            1526 Cloud Service Discovery
            1528 Steal Application Access Token
            1530 Data from Cloud Storage
            1531 Account Access Removal
            1534 Internal Spearphishing
            1537 Transfer Data to Cloud Account
            1538 Cloud Service Dashboard
            1539 Steal Web Session Cookie
            1543 Create or Modify System Process
            1543.001 Launch Agent
            1543.002 Systemd Service
            1543.003 Windows Service
            1543.004 Launch Daemon
            1546 Event Triggered Execution
            1547 Boot or Logon Autostart Execution
            1547.001 Registry Run Keys / Startup Folder
            1548 Abuse Elevation Control Mechanism
            1548.001 Setuid and Setgid
            1548.002 Bypass User Account Control
            1548.003 Sudo and Sudo Caching
            1550 Use Alternate Authentication Material
            1550.001 Application Access Token
            1550.002 Pass the Hash
            1550.003 Pass the Ticket
            1550.004 Web Session Cookie
            1552 Unsecured Credentials
            1552.001 Credentials In Files
            1552.002 Credentials in Registry
            1552.004 Private Keys
            1552.005 Cloud Instance Metadata API
            1552.006 Group Policy Preferences
            1555 Credentials from Password Stores
            1555.003 Credentials from Web Browsers
            1555.004 Windows Credential Manager
            1555.005 Password Managers
            1556 Modify Authentication Process
            1556.001 Domain Controller Authentication
            1556.002 Password Filter DLL
            1556.003 Pluggable Authentication Modules
            1556.004 Network Device Authentication
            1556.005 Reversible Encryption
            1556.006 Multi-Factor Authentication
            1556.007 Hybrid Identity
            1556.008 Network Provider DLL
            1556.009 Conditional Access Policies
            1557 Adversary-in-the-Middle
            1557.001 LLMNR/NBT-NS Poisoning and SMB Relay
            1557.002 ARP Cache Poisoning
            1557.003 DHCP Spoofing
            1558 Steal or Forge Kerberos Tickets
            1558.001 Golden Ticket
            1558.002 Silver Ticket
            1558.003 Kerberoasting
            1558.004 AS-REP Roasting
            1560 Archive Collected Data
            1562 Impair Defenses
            1562.001 Disable or Modify Tools
            1562.002 Disable Windows Event Logging
            1562.003 Impair Command History Logging
            1562.004 Disable or Modify System Firewall
            1562.006 Indicator Blocking
            1562.007 Disable or Modify Cloud Firewall
            1562.008 Disable or Modify Cloud Logs
            1562.009 Safe Mode Boot
            1562.010 Downgrade Attack
            1562.012 Disable or Modify Linux Audit System
            1563 Remote Service Session Hijacking
            1563.001 SSH Hijacking
            1563.002 RDP Hijacking
            1566 Phishing
            1566.001 Spearphishing Attachment
            1566.002 Spearphishing Link
            1566.003 Spearphishing via Service
            1567 Exfiltration Over Web Service
            1567.001 Exfiltration to Code Repository
            1567.002 Exfiltration to Cloud Storage
            1567.003 Exfiltration to Text Storage Sites
            1567.004 Exfiltration Over Webhook
            1568 Dynamic Resolution
            1569 System Services
            1569.001 Launchctl
            1569.002 Service Execution
            1570 Lateral Tool Transfer
            1571 Non-Standard Port
            1572 Protocol Tunneling
            1573 Encrypted Channel
            1580 Cloud Infrastructure Discovery
            1599 Network Boundary Bridging
            1606 Forge Web Credentials
            1606.001 Web Cookies
            1606.002 SAML Tokens
            1621 Multi-Factor Authentication Request Generation
            1649 Steal or Forge Authentication Certificates
            1651 Cloud Administration Command
            """;

    /** By id as alerts say it; a sub-technique's name begins with that of its technique. */
    private static final Map<String, String> BY_ID = new TreeMap<>();

    static {
        NAMES.lines()
                .forEach(
                        line -> {
                            int blank = line.indexOf(' ');
                            String id = "T" + line.substring(0, blank);
                            String name = line.substring(blank + 1);
                            int dot = id.indexOf('.');
                            BY_ID.put(
                                    id,
                                    dot < 0 ? name : BY_ID.get(id.substring(0, dot)) + ": " + name);
                        });
    }

    private AttackNames() {}

    /** The name of an id like {@code T1110.001}. */
    static String of(String id) {
        return BY_ID.getOrDefault(id, id);
    }
}
