#include "cli/option_table.h"

namespace trawl {

namespace {

constexpr std::string_view kCapture = "Capture";
constexpr std::string_view kFiles = "Files";
constexpr std::string_view kOutput = "Output";
constexpr std::string_view kDecode = "Decoding";
constexpr std::string_view kOther = "Other";

using enum OptionId;

constexpr OptionRow kTable[] = {
    {kInterface, 'i', "interface", "interface", kCapture,
     "Capture on this interface; may be given several times. \"any\" is all of them."},
    {kListInterfaces, 'D', "list-interfaces", "", kCapture, "List the interfaces that can be captured on, and exit."},
    {kCount, 'c', "", "count", kCapture, "Exit after this many packets."},
    {kSnaplen, 's', "snapshot-length", "snaplen", kCapture,
     "Capture at most this many bytes of each packet; 0 is the maximum of 262144, which is also the default."},
    {kDirection, 'Q', "direction", "in|out|inout", kCapture, "Capture only packets in this direction."},
    {kBufferSize, 'B', "buffer-size", "KiB", kCapture, "Size of the buffer between the kernel and this program."},
    {kNoPromiscuous, 'p', "no-promiscuous-mode", "", kCapture, "Do not put the interface into promiscuous mode."},
    {kImmediate, 0, "immediate-mode", "", kCapture, "Deliver packets as soon as they arrive."},
    {kExpressionFile, 'F', "", "file", kCapture,
     "Read the expression from this file; one on the command line is ignored."},
    {kNoOptimize, 'O', "no-optimize", "", kCapture, "Do not optimize the compiled expression."},
    {kRead, 'r', "", "file", kFiles, "Read packets from this pcap or pcapng file; \"-\" is standard input."},
    {kWrite, 'w', "", "file", kFiles,
     "Write packets to this file: pcapng when it ends in .pcapng or is \"-\", else pcap."},
    {kPacketBuffered, 'U', "packet-buffered", "", kFiles, "Write each packet to the file as soon as it is captured."},
    {kPrint, 0, "print", "", kFiles, "Print packets even when they are written to a file."},
    {kCountOnly, 0, "count", "", kFiles, "With -r: print only how many packets there are."},
    {kLineBuffered, 'l', "", "", kOutput, "Write each line as soon as it is complete."},
    {kNumber, '#', "number", "", kOutput, "Print a packet number at the beginning of the line."},
    {kQuiet, 'q', "", "", kOutput, "Print less about protocols."},
    {kLinkHeader, 'e', "", "", kOutput, "Print the link-level header."},
    {kVerbose, 'v', "", "", kOutput, "Print more about each packet; -vv and -vvv still more."},
    {kTime, 't', "", "", kOutput,
     "-t: no time; -tt: seconds since 1970; -ttt: since the line before; -tttt: with the date; -ttttt: since the "
     "first line."},
    {kMicro, 0, "micro", "", kOutput, "The same as --time-stamp-precision=micro, the default."},
    {kNano, 0, "nano", "", kOutput, "The same as --time-stamp-precision=nano."},
    {kPrecision, 0, "time-stamp-precision", "micro|nano", kOutput,
     "Precision of time stamps, on lines and in pcap files."},
    {kAscii, 'A', "", "", kOutput, "Print each packet's bytes as ASCII; -AA with the link-level header."},
    {kHex, 'x', "", "", kOutput, "Print each packet's bytes in hexadecimal; -xx with the link-level header."},
    {kHexAscii, 'X', "", "", kOutput,
     "Print each packet's bytes in hexadecimal and ASCII; -XX with the link-level header."},
    {kNumeric, 'n', "", "", kOutput, "Do not turn addresses and ports into names."},
    {kNoDomain, 'N', "", "", kOutput, "Print host names without their domain."},
    {kForeignNumeric, 'f', "", "", kOutput, "Print foreign IPv4 addresses as numbers."},
    {kOneLine, 'g', "ip-oneline", "", kOutput, "Do not break the line after an IP header with -v."},
    {kAbsoluteSequence, 'S', "absolute-tcp-sequence-numbers", "", kDecode, "Print absolute TCP sequence numbers."},
    {kNoChecksums, 'K', "dont-verify-checksums", "", kDecode, "Do not verify IP, TCP and UDP checksums."},
    {kAsDot, 'b', "", "", kDecode, "Print AS numbers in asdot notation."},
    {kMesh, 'H', "", "", kDecode, "Detect 802.11s draft mesh headers."},
    {kPacketType, 'T', "", "type", kDecode,
     "Decode packets selected by the expression as this type: aodv, carp, cnfp, domain, lmp, pgm, pgm_zmtp1, ptp, "
     "radius, "
     "resp, rpc, rtcp, rtp, snmp, someip, tftp, vat, vxlan, wb, zmtp1."},
    {kEspSecrets, 'E', "", "spi@addr algo:secret,...", kDecode,
     "Decrypt ESP packets with these keys; \"file NAME\" reads them from a file."},
    {kTcpMd5Secret, 'M', "", "secret", kDecode, "Check TCP-MD5 (RFC 2385) signatures with this secret."},
    {kNfsHandles, 'u', "", "", kDecode, "Print NFS handles undecoded."},
    {kVersion, 0, "version", "", kOther, "Print the version and exit."},
    {kHelp, 'h', "help", "", kOther, "Print this text and exit."},
};

}  // namespace

std::span<const OptionRow> option_table() {
  return kTable;
}

}  // namespace trawl
