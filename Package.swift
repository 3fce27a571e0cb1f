// swift-tools-version: 6.1
import PackageDescription

/// Imports are internal unless said otherwise, every module whose members are used is imported where they are used, and
/// an existential is written `any`. The graph of targets below is checked by the build (`make build`) and by `make check`.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
]

/// The pure targets are optimised also in debug builds: the tests put hundreds of thousands of random cases through them.
let pure = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let hummingbirdHTTP2 = Target.Dependency.product(name: "HummingbirdHTTP2", package: "hummingbird")
let jwtKit = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "creneau",
    products: [
        // For Benchmarks/, which is a package of its own.
        .library(name: "CalendarTime", targets: ["CalendarTime"]),
        .library(name: "BookingCore", targets: ["BookingCore"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // System libraries.
        .systemLibrary(name: "CLibical", pkgConfig: "libical", providers: [.apt(["libical-dev"])]),
        .systemLibrary(name: "CLibxml2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .systemLibrary(name: "CLibldap", pkgConfig: "ldap", providers: [.apt(["libldap-dev"])]),

        // Values.
        .target(name: "CalendarTime", swiftSettings: pure),
        .target(name: "BookingCore", dependencies: ["CalendarTime"], swiftSettings: pure),
        .target(name: "ICalendar", dependencies: ["CalendarTime", "CLibical"], swiftSettings: strict),
        .target(name: "Wording", dependencies: ["BookingCore", "CalendarTime"], swiftSettings: strict),
        .target(name: "WebDAVXML", dependencies: ["CLibxml2"], swiftSettings: strict),
        .target(name: "Settings", dependencies: [yams], swiftSettings: strict),
        .target(name: "Schema", path: "Schema", cSettings: [.unsafeFlags(["-std=c23"])]),

        // The one door.
        .target(
            name: "Scheduling", dependencies: ["BookingCore", "CalendarTime", "ICalendar", "Wording", crypto],
            swiftSettings: strict),

        // Adapters.
        .target(
            name: "SQLiteStore",
            dependencies: [
                "Scheduling", "BookingCore", "CalendarTime", "Schema", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .target(
            name: "Accounts",
            dependencies: [
                "Scheduling", "CalendarTime", "CArgon2", "CLibldap", asyncHTTPClient, crypto, jwtKit, logging, nioCore,
                nioHTTP1,
            ],
            swiftSettings: strict),
        .target(
            name: "Importing",
            dependencies: ["Scheduling", "BookingCore", "CalendarTime", "ICalendar", yams],
            swiftSettings: strict),
        .target(
            name: "HTTPServing",
            dependencies: [
                "Scheduling", "CalendarTime", "Wording", hummingbird, hummingbirdCore, hummingbirdHTTP2, httpTypes,
                logging,
                nioCore, nioHTTP1, nioHTTPTypes, nioHTTPTypesHTTP1, nioSSL, nioTLS, serviceLifecycle,
            ],
            swiftSettings: strict),
        .target(
            name: "HTTPAPI",
            dependencies: [
                "HTTPServing", "Scheduling", "BookingCore", "CalendarTime", "ICalendar", "Wording", "Schema",
                crypto, hummingbird, httpTypes, nioCore, yams,
            ],
            swiftSettings: strict),
        .target(
            name: "CalDAV",
            dependencies: [
                "HTTPServing", "WebDAVXML", "Scheduling", "BookingCore", "CalendarTime", "ICalendar", "Wording",
                hummingbird, httpTypes, nioCore,
            ],
            swiftSettings: strict),

        .target(
            name: "Delivery",
            dependencies: [
                "Scheduling", "BookingCore", "CalendarTime", "Wording", asyncHTTPClient, crypto, logging, nioCore,
                nioHTTP1, nioPosix, nioSSL, serviceLifecycle,
            ],
            swiftSettings: strict),

        // The program.
        .executableTarget(
            name: "creneau",
            dependencies: [
                "Accounts", "BookingCore", "CalDAV", "CalendarTime", "Settings", "Delivery", "HTTPAPI",
                "HTTPServing", "ICalendar",
                "Importing", "SQLiteStore", "Scheduling", "Wording", asyncHTTPClient, hummingbird, logging, nioCore,
                nioHTTP1, nioPosix, httpTypes, hummingbirdCore, serviceLifecycle,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        // Tests.
        .target(
            name: "StoreContract", dependencies: ["Scheduling", "BookingCore", "CalendarTime"],
            path: "Tests/StoreContract", swiftSettings: strict),
        .testTarget(name: "CalendarTimeTests", dependencies: ["CalendarTime"], swiftSettings: strict),
        .testTarget(name: "BookingCoreTests", dependencies: ["BookingCore", "CalendarTime"], swiftSettings: strict),
        .testTarget(
            name: "WordingTests", dependencies: ["Wording", "BookingCore", "CalendarTime"], swiftSettings: strict),
        .testTarget(name: "ICalendarTests", dependencies: ["ICalendar", "CalendarTime"], swiftSettings: strict),
        .testTarget(name: "WebDAVXMLTests", dependencies: ["WebDAVXML"], swiftSettings: strict),
        .testTarget(
            name: "SchedulingTests",
            dependencies: ["Scheduling", "StoreContract", "BookingCore", "CalendarTime", "ICalendar", "Wording"],
            swiftSettings: strict),
        .testTarget(
            name: "SQLiteStoreTests",
            dependencies: [
                "SQLiteStore", "StoreContract", "Scheduling", "BookingCore", "CalendarTime", "Schema",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "AccountsTests",
            dependencies: ["Accounts", "StoreContract", "Scheduling", "CalendarTime", crypto, jwtKit],
            swiftSettings: strict),
        .testTarget(
            name: "DeliveryTests",
            dependencies: [
                "Delivery", "StoreContract", "Scheduling", "BookingCore", "CalendarTime", "Wording", asyncHTTPClient,
                crypto, httpTypes, hummingbird, logging, nioCore, nioHTTP1, nioPosix,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ImportingTests",
            dependencies: ["Importing", "Scheduling", "BookingCore", "CalendarTime", "ICalendar"],
            swiftSettings: strict),
        .testTarget(name: "SettingsTests", dependencies: ["Settings"], swiftSettings: strict),
        .testTarget(
            name: "HTTPServingTests",
            dependencies: [
                "HTTPServing", "Scheduling", "CalendarTime", asyncHTTPClient, hummingbird, hummingbirdTesting,
                httpTypes,
                logging, nioCore, nioEmbedded, nioHTTPTypes, nioPosix, nioSSL, nioTLS,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "HTTPAPITests",
            dependencies: [
                "HTTPAPI", "HTTPServing", "StoreContract", "Scheduling", "Schema", "BookingCore", "CalendarTime",
                "Wording",
                hummingbird, hummingbirdCore, hummingbirdTesting, httpTypes, nioCore,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CalDAVTests",
            dependencies: [
                "CalDAV", "HTTPServing", "WebDAVXML", "StoreContract", "Scheduling", "BookingCore", "CalendarTime",
                "ICalendar", hummingbird, hummingbirdTesting, httpTypes, logging, nioCore,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests", dependencies: ["creneau"], exclude: ["Clients"], swiftSettings: strict),
    ]
)
