import BookingCore
import CalendarTime
import Testing

@Suite struct IntervalIndexTests {
    private typealias Item = BruteForceList.Item

    private func range(_ start: Int64, _ end: Int64) -> TimeRange {
        TimeRange(start: Instant(seconds: start), end: Instant(seconds: end))
    }

    private func entries(_ index: IntervalIndex, _ window: TimeRange) -> [Item] {
        var found: [Item] = []
        index.overlaps(window) { entry in
            found.append(Item(range: entry.range, slot: entry.slot, units: entry.unitCount))
            return true
        }
        return found
    }

    @Test func `touching ranges do not conflict`() {
        var index = IntervalIndex()
        index.insert(range(100, 200), BookingSlot(booking: BookingID(rawValue: 1)))
        #expect(!index.hasConflict(range(0, 100)))
        #expect(!index.hasConflict(range(200, 300)))
        #expect(index.hasConflict(range(199, 200)))
        #expect(index.hasConflict(range(0, 101)))
        #expect(!index.hasConflict(range(0, 300), ignoring: BookingID(rawValue: 1)))
    }

    @Test func `an empty range is not stored and conflicts with nothing`() {
        var index = IntervalIndex()
        index.insert(range(150, 150), BookingSlot(booking: BookingID(rawValue: 1)))
        #expect(index.isEmpty)
        index.insert(range(100, 200), BookingSlot(booking: BookingID(rawValue: 1)))
        #expect(!index.hasConflict(range(150, 150)))
    }

    @Test func `a long earlier entry is found behind many short ones`() {
        var index = IntervalIndex()
        index.insert(range(0, 10_000_000), BookingSlot(booking: BookingID(rawValue: -1)))
        for number in 0..<20_000 {
            let start = Int64(number) * 400
            index.insert(range(start, start + 100), BookingSlot(booking: BookingID(rawValue: Int64(number))))
        }
        #expect(entries(index, range(9_000_000, 9_000_001)).map(\.slot.booking.rawValue) == [-1])
    }

    private static let lengths: [(Int64, Int64)] = [
        (Int64.min / 4, Int64.max / 4), (-(1 << 60), 1 << 60), (0, 2_147_483_648), (0, 2_147_483_647),
        (0, 2_147_483_653), (-2_208_988_800, 4_102_444_800),
    ]

    @Test(arguments: lengths)
    func `ranges of any length are kept`(start: Int64, end: Int64) {
        var index = IntervalIndex()
        let slot = BookingSlot(booking: BookingID(rawValue: 7), tentative: true)
        index.insert(range(5, 6), BookingSlot(booking: BookingID(rawValue: 8)))
        index.insert(range(1 << 40, 1 << 40 + 9), BookingSlot(booking: BookingID(rawValue: 9)))
        index.insert(range(start, end), slot, units: 3)
        #expect(index.count == 3)
        #expect(index.peakUnits(in: range(5, 6)) == 4)
        let wasThere = index.remove(range(start, end), slot, units: 3)
        #expect(wasThere)
        #expect(index.peakUnits(in: range(5, 6)) == 1)
        #expect(index.hasConflict(range(1 << 40, 1 << 40 + 1)))
    }

    @Test func `a peak counts units at one instant, not bookings`() {
        var index = IntervalIndex()
        for start in stride(from: Int64(0), to: 1_000, by: 100) {
            index.insert(range(start, start + 100), BookingSlot(booking: BookingID(rawValue: start)))
        }
        #expect(index.peakUnits(in: range(0, 1_000)) == 1)
        #expect(index.peakUnits(in: range(0, 1_000), gap: 1) == 2)
    }

    @Test func `a snapshot keeps the old answers while the original changes`() {
        var random = SeededGenerator.printed("snapshot")
        var index = IntervalIndex()
        var list = BruteForceList()
        for number in 0..<3_000 { add(randomItem(Int64(number), &random), to: &index, &list) }
        let snapshot = index
        let before = list
        for number in 3_000..<5_000 {
            add(randomItem(Int64(number), &random), to: &index, &list)
            remove(list.items.randomElement(using: &random), from: &index, &list)
        }
        let all = range(-1_000_000, 1_000_000)
        #expect(Set(entries(snapshot, all)) == Set(before.items))
        #expect(Set(entries(index, all)) == Set(list.items))
    }

    /// A million operations in the long form, each compared with the list.
    @Test func `answers as an unsorted list does`() {
        var random = SeededGenerator.printed("index")
        let rounds = SeededGenerator.isSoak ? 500 : 6
        for _ in 0..<rounds {
            var index = IntervalIndex()
            var list = BruteForceList()
            let size = [20, 200, 600].randomElement(using: &random) ?? 20
            for number in 0..<2_000 {
                if list.items.count > size || (Bool.random(using: &random) && number % 3 == 0) {
                    remove(list.items.randomElement(using: &random), from: &index, &list)
                } else {
                    add(randomItem(Int64(number % 97), &random), to: &index, &list)
                }
                guard compare(index, list, &random) else { return }
            }
            for item in list.items {
                let wasThere = index.remove(item.range, item.slot, units: item.units)
                #expect(wasThere)
            }
            #expect(index.isEmpty && entries(index, range(-1_000_000, 1_000_000)).isEmpty)
        }
    }

    private func compare(_ index: IntervalIndex, _ list: BruteForceList, _ random: inout SeededGenerator) -> Bool {
        let window = randomItem(0, &random).range
        let ignored = BookingID(rawValue: Int64.random(in: 0..<97, using: &random))
        let gap = Int64([0, 0, 300, 1_800].randomElement(using: &random) ?? 0)
        let found = entries(index, window)
        let expected = list.overlapping(window)
        guard found.count == expected.count, Set(found) == Set(expected), index.count == list.items.count,
            zip(found, found.dropFirst()).allSatisfy({ $0.range.start <= $1.range.start }),
            index.hasConflict(window, ignoring: ignored) == !list.overlapping(window, ignoring: ignored).isEmpty,
            index.peakUnits(in: window, ignoring: ignored, gap: gap)
                == list.peakUnits(in: window, ignoring: ignored, gap: gap)
        else {
            Issue.record("the index and the list differ in \(window)")
            return false
        }
        guard list.items.count < 100 else { return true }
        let capacity = Int.random(in: 1...4, using: &random)
        let limit = window.start.adding(40_000)
        let length = Int64.random(in: 0...4_000, using: &random)
        let free = index.nextFree(
            from: window.start, length: length, limit: limit, capacity: capacity, needed: 1, gap: gap)
        let expectedFree = list.nextFree(
            from: window.start, length: length, limit: limit, capacity: capacity, needed: 1, gap: gap)
        #expect(free == expectedFree)
        return free == expectedFree
    }

    private func randomItem(_ booking: Int64, _ random: inout SeededGenerator) -> Item {
        let start: Int64 = Int64.random(in: -1_000...1_000, using: &random) * 60
        let isLong = Int.random(in: 0..<20, using: &random) == 0
        let length: Int64 = Int64.random(in: 0...(isLong ? 2_000 : 20), using: &random) * 60
        let slot = BookingSlot(booking: BookingID(rawValue: booking), tentative: Bool.random(using: &random))
        return Item(range: range(start, start + length), slot: slot, units: Int.random(in: 1...3, using: &random))
    }

    private func add(_ item: Item, to index: inout IntervalIndex, _ list: inout BruteForceList) {
        index.insert(item.range, item.slot, units: item.units)
        if !item.range.isEmpty { list.items.append(item) }
    }

    private func remove(_ item: Item?, from index: inout IntervalIndex, _ list: inout BruteForceList) {
        guard let item, let position = list.items.firstIndex(of: item) else { return }
        list.items.remove(at: position)
        let wasThere = index.remove(item.range, item.slot, units: item.units)
        #expect(wasThere)
    }
}
