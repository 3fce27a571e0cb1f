import Benchmark

/// Called by the runner. The names are read again by `report.py`, which makes the tables of RESULTS.md:
/// `group | case | size`.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput], warmupIterations: 3, maxDuration: .milliseconds(700),
        maxIterations: 20_000)
    decisionBenchmarks()
    seriesBenchmarks()
    endlessBenchmarks()
    alternativeBenchmarks()
    indexBenchmarks()
    finderBenchmarks()
    expansionBenchmarks()
}

extension Benchmark.Configuration {
    /// For work of nanoseconds: the time of a thousand is taken; `report.py` divides it again.
    static var thousands: Self {
        var configuration = Benchmark.defaultConfiguration
        configuration.scalingFactor = .kilo
        return configuration
    }
}

/// - Parameter state: is made once, outside the time that is taken, and given to each run.
func measure<State>(
    _ name: String, configuration: Benchmark.Configuration = Benchmark.defaultConfiguration,
    with state: @escaping () -> State, _ body: @escaping (Benchmark, State) -> Void
) {
    Benchmark(name, configuration: configuration, closure: body, setup: state)
}
