package org.doorstep.leaver;

/** How the printed report looks: A4, tables that go on over pages under their heads. */
final class PrintStyle {

    static final String CSS = """
            @page { size: A4; margin: 16mm 14mm 18mm 14mm; }
            * { box-sizing: border-box; }
            body { font: 10pt/1.4 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif;
                   color: #111; background: #fff; max-width: 182mm; margin: 0 auto; }
            header { border-bottom: 2pt solid #111; margin-bottom: 4mm; }
            h1 { font-size: 18pt; margin: 0 0 1mm; }
            h2 { font-size: 12pt; margin: 6mm 0 2mm; border-bottom: .5pt solid #888; break-after: avoid; }
            p { margin: 1mm 0; }
            table { border-collapse: collapse; width: 100%; margin: 1mm 0 3mm; }
            thead { display: table-header-group; }
            tr { break-inside: avoid; }
            th, td { border: .5pt solid #999; padding: .8mm 1.5mm; text-align: left; vertical-align: top;
                     overflow-wrap: anywhere; }
            th { background: #eee; font-weight: 600; }
            .n { text-align: right; white-space: nowrap; }
            .t { white-space: nowrap; }
            .k th { width: 34%; }
            .small { font-size: 8pt; color: #333; }
            .mono { font-family: "DejaVu Sans Mono", monospace; font-size: 8.5pt; overflow-wrap: anywhere; }
            .quiet { color: #444; }
            .sign { margin-top: 8mm; border: 1pt solid #111; padding: 3mm; break-inside: avoid; }
            .line { display: inline-block; border-bottom: .5pt solid #111; width: 58mm; height: 8mm; }
            """;

    private PrintStyle() {
    }
}
