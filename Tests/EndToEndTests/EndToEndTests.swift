import Testing

/// The program as people run it: the real binary, real clients, the wire. One at a time, since each loads the machine.
@Suite(.serialized, .timeLimit(.minutes(10)))
enum EndToEndTests {}
