// swift-tools-version: 6.1
import PackageDescription

/// What `make bench` runs. A package of its own, so that neither the program nor its tests wait for what measuring needs.
let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "creneau", path: ".."),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        // What others would use for the same work: std::map, SQLite, libical, behind C functions.
        .target(
            name: "Peers", path: "Peers",
            linkerSettings: [.linkedLibrary("sqlite3"), .linkedLibrary("ical"), .linkedLibrary("stdc++")]),
        .executableTarget(
            name: "CoreBenchmarks",
            dependencies: [
                "Peers",
                .product(name: "BookingCore", package: "creneau"),
                .product(name: "CalendarTime", package: "creneau"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "CoreBenchmarks",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    ],
    cxxLanguageStandard: .cxx20
)
