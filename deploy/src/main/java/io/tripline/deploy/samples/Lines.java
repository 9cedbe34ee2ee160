package io.tripline.deploy.samples;

/** The pens with which one diary is written, one for each kind of log. */
record Lines(
        OktaLines okta,
        EntraLines entra,
        WindowsLines windows,
        LinuxLines linux,
        ZeekLines zeek,
        EcsLines ecs,
        CloudLines cloud,
        DeviceLines device) {
    static Lines in(Diary diary) {
        return new Lines(
                new OktaLines(diary),
                new EntraLines(diary),
                new WindowsLines(diary),
                new LinuxLines(diary),
                new ZeekLines(diary),
                new EcsLines(diary),
                new CloudLines(diary),
                new DeviceLines(diary));
    }
}
