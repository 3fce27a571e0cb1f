import HTTPServing
import Testing

@Suite struct StreamPlacesTests {
    @Test func `there are so many places, and a place that nobody holds is free again`() {
        let places = StreamPlaces(most: 3, mostOfPerson: 2)
        var held = [places.take(for: "a"), places.take(for: "a")]
        #expect(held.allSatisfy { $0 != nil })
        #expect(places.take(for: "a") == nil)
        held.append(places.take(for: "b"))
        #expect(places.count == 3)
        #expect(places.take(for: "c") == nil)
        held.removeFirst()
        #expect(places.count == 2)
        // A stream that was answered but never read from leaves as well.
        _ = places.take(for: "c")
        #expect(places.count == 2)
        #expect(places.take(for: "a") != nil)
        held = []
        #expect(places.count == 0)
    }
}
